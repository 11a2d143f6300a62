using System.Collections.Immutable;
using Spectre.Console;
using StreamBook.Cli.Commands;
using StreamBook.Linting;
using StreamBook.Sites;
using StreamBook.Trying;

namespace StreamBook.Cli.Lint;

/// <summary>What `book try` writes.</summary>
internal static class TryText
{
    public static void WriteHead(TryTarget target, Version nginx, Transplant transplant, ImmutableArray<string> notes)
    {
        Console.Out.WriteLine($"{target.Location.Name} ({target.Location.Block!.Place}), asked for as {target.Path}, on nginx {nginx}. What is not as it is on your machine:");
        foreach (var difference in transplant.Differences.Concat(notes))
            Console.Out.WriteLine($"  {difference}");
        Console.Out.WriteLine();
    }

    // Beside the result, so that it may go into a file.
    public static void WriteProgress(string sentence) => Console.Error.WriteLine(sentence);

    public static void WriteRows(ImmutableArray<SuiteRow> rows)
    {
        Screen.WriteTable(
            ["", "tried", "seen"],
            rows.Select(row => new[] { row.Passed switch { true => "✓", false => "✗", null => "?" }, row.Name, Markup.Escape(row.Seen) }));
        Capture[] streams = [.. rows.Select(row => row.Stream).OfType<Capture>()];
        if (streams.Length > 0)
            Console.Out.WriteLine($"\n{Draw.Lanes(streams).Text}");
    }

    public static void WriteCauses(SuiteRow[] broken, LintFinding[] causes)
    {
        Console.Out.WriteLine();
        foreach (var finding in causes)
            Console.Out.WriteLine($"{finding.Place}: {finding.Kind.Id}: {finding.Kind.Title}\n    {finding.Seen}");
        foreach (var row in broken.Where(row => !causes.Any(finding => row.Causes.Contains(finding.Kind.Id))))
            Console.Out.WriteLine($"{row.Name}: {row.Seen}. No line of the configuration is known to do it.");
    }

    public static void WriteChange(TryChange change)
    {
        Console.Out.WriteLine();
        if (change.Mended.IsEmpty)
        {
            Console.Out.WriteLine("What is known to help was tried, and mends none of it.");
            return;
        }

        Console.Out.WriteLine($"Tried, and it mends {string.Join(", ", change.Mended)}{(change.StillBroken.IsEmpty ? "" : $"; still broken: {string.Join(", ", change.StillBroken)}")}. In {change.In.Text} ({change.In.File}:{change.In.Line}):");
        foreach (var old in change.Removed)
            Console.Out.WriteLine($"  - {old.Text}   ({old.File}:{old.Line})");
        foreach (var line in change.Added)
            Console.Out.WriteLine($"  + {line}");
    }
}
