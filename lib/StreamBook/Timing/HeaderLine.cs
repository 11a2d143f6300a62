namespace StreamBook;

/// <summary>A header line of a request or an answer.</summary>
/// <param name="Name">The name as it was written.</param>
/// <param name="Value">The value without the white space around it.</param>
public sealed record HeaderLine(string Name, string Value);
