namespace StreamBook.Exercises;

/// <summary>A mistake that people really make, recognised by what it leads to.</summary>
/// <param name="Name">What it is called, without a full stop.</param>
/// <param name="Words">What is so instead, in a sentence or two; code between backticks.</param>
internal sealed record Misconception(string Name, string Words);
