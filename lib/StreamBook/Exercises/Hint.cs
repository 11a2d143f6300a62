using System.Runtime.CompilerServices;
using StreamBook.Charts;
using StreamBook.Exercises;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>One hint for a task.</summary>
/// <param name="Task">The task's ID.</param>
/// <param name="Number">Which hint it is, from 1.</param>
/// <param name="Count">How many there are; the last is the idea of the solution.</param>
/// <param name="Text">The hint; code between backticks.</param>
[TypeFormatterSource(typeof(Shown))]
public sealed record Hint(string Task, int Number, int Count, string Text)
{
    /// <summary>Whether it is the idea of the solution.</summary>
    public bool IsLast => Number == Count;

    /// <summary>The hint in a line, with its number.</summary>
    public override string ToString() => $"{Heading}: {Text}";

    private string Heading => $"Hint {Number} of {Count} for {Task}{(IsLast ? ", the idea of the solution" : "")}";

    [ModuleInitializer]
    internal static void Register() => Shown.As<Hint>(
        hint => Markup.Write(VerdictCard.Of(hint.Heading, SvgMark.Blue, hint.Heading, hint.Text, [])),
        hint => hint.ToString());
}
