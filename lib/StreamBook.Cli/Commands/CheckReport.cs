using Spectre.Console;
using StreamBook.Cli.Runner;
using StreamBook.Exercises;

namespace StreamBook.Cli.Commands;

/// <summary>What the person at the terminal sees of a check.</summary>
internal static class CheckReport
{
    /// <summary>A task that passed in a line; any other with what was expected, what arrived, and what to do next.</summary>
    public static void Write(CheckResult result)
    {
        // What a notebook asks in a cell, a terminal asks here.
        var lines = CheckWording.Lines(result).Select(line => PlainText.Of(line).Replace($"`Exercise.Hint(\"{result.Task}\")`", $"`book hint {result.Task}`", StringComparison.Ordinal)).ToArray();
        Screen.Console.MarkupLine($"[{Colour(result.Outcome)}]{result.Word.EscapeMarkup()}[/] {result.Task} {PlainText.Of(result.Title).EscapeMarkup()}");
        if (result.Outcome is not CheckOutcome.Passed)
            Console.Out.WriteLine(string.Join('\n', lines.Skip(1)));
    }

    /// <summary>How many of each, and what is next.</summary>
    public static void Summarize(IReadOnlyList<CheckResult> results)
    {
        var passed = results.Count(result => result.Outcome is CheckOutcome.Passed);
        var next = results.FirstOrDefault(result => result.Outcome is CheckOutcome.NotYet or CheckOutcome.ProgramBroke);
        Console.Out.WriteLine($"\n{passed} of {results.Count} passed.{(next is null ? "" : $" Next: {next.Task} {next.Title}.")}");
        if (results.Any(result => result.Outcome is CheckOutcome.BookBroke))
            Console.Out.WriteLine("Where the book broke, nothing is said of your answer.");
    }

    private static string Colour(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "green",
        CheckOutcome.NotYet => "yellow",
        CheckOutcome.ProgramBroke => "red",
        _ => "grey",
    };
}
