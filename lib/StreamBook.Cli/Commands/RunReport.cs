using System.Collections.Immutable;
using Spectre.Console;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Page;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;
using StreamBook.Wording;

namespace StreamBook.Cli.Commands;

/// <summary>What the person at the terminal sees of a run: live on a terminal, plain lines elsewhere.</summary>
internal static class RunReport
{
    private const int LongestOutput = 20;
    private const int LongestLine = 500;

    /// <summary>Runs the notebooks one after the other, on each version of nginx; after an interruption the rest is not run.</summary>
    public static async Task<IReadOnlyList<NotebookRun>> RunAsync(
        NotebookRunner runner, IReadOnlyList<NotebookFile> files, IReadOnlyList<string> nginxVersions, CancellationToken cancellationToken)
    {
        var runs = new List<NotebookRun>();
        if (Screen.IsLive)
            await Screen.Console.Status().StartAsync("Starting", status => RunAllAsync(text => status.Status(text)));
        else
            await RunAllAsync(_ => { });
        return runs;

        async Task RunAllAsync(Action<string> show)
        {
            foreach (var (version, file) in nginxVersions.Select(version => (string?)version).DefaultIfEmpty().SelectMany(_ => files, (version, file) => (version, file)))
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                var run = await runner.RunAsync(file, version, number => show(Progress(file, number)), cancellationToken);
                runs.Add(run);
                Screen.Console.MarkupLine($"{Mark(run.State)} {Name(run)} [grey]{PageLayout.Seconds(run.Duration)} s[/]");
            }
        }
    }

    /// <summary>A table of the notebooks, one of the claims they settled, and of each failure the cell and the error.</summary>
    public static void Summarize(int fileCount, IReadOnlyList<NotebookRun> runs)
    {
        Screen.Console.WriteLine();
        Screen.WriteTable(["Notebook", ">Cells", ">Seconds", "Result"], runs.Select(run => new[]
        {
            Name(run),
            run.PassedCount == run.Cells.Length ? $"{run.PassedCount}" : $"{run.PassedCount} of {run.Cells.Length}",
            PageLayout.Seconds(run.Duration),
            Mark(run.State),
        }));
        WriteVerdicts(VerdictTable.Of(runs));
        foreach (var run in runs)
        {
            if (run.Skipped is [var first, ..])
                Explain(run, first);
            if (run.Culprit is { } culprit)
                Explain(run, culprit);
            WriteOpenTasks(run);
        }

        if (runs.Count < fileCount)
            Screen.Console.WriteLine($"Interrupted: {fileCount - runs.Count} of {fileCount} notebooks were not run.");
    }

    public static void Pages(IReadOnlyList<string> paths)
    {
        Screen.Console.WriteLine();
        foreach (var path in paths)
            Console.Out.WriteLine(path);
    }

    private static void WriteVerdicts(VerdictTable verdicts)
    {
        if (verdicts.Rows.IsEmpty)
            return;
        Screen.Console.WriteLine();
        Screen.WriteTable(
            ["Claim", "What is said", .. verdicts.Columns.Select((column, index) => $"{column.EscapeMarkup()}: {verdicts.Tally(index)}")],
            verdicts.Rows.Select(row => (string[])[row.Claim, Escaped(row.Sentence), .. row.ByColumn.Select(Cell)]));

        static string Cell(ImmutableArray<SettledClaim> claims) => claims.IsEmpty ? "–" :
            string.Join('\n', claims.Select(claim => $"{Mark(claim.Verdict)}: {Escaped(claim.Verdict.Figure)}"));

        static string Escaped(string text) => PlainText.Of(text).EscapeMarkup();
    }

    // That its cells ran says nothing of the answers in it.
    private static void WriteOpenTasks(NotebookRun run)
    {
        var results = run.CheckResults;
        var open = results.Count(result => result.Outcome is not CheckOutcome.Passed);
        if (open > 0)
            Console.Out.WriteLine($"\n{run.File.Path}{run.OnNginx}: all its cells ran; {Words.OfCount(open, "task")} of {results.Length} {(open == 1 ? "is" : "are")} not solved. `book check {run.File.Path}` says what to do next.");
    }

    private static void Explain(NotebookRun run, CellRun cell)
    {
        Console.Out.WriteLine();
        Console.Out.WriteLine($"{run.File.Path}{run.OnNginx}: cell {cell.Number}: {PlainText.Of(cell.Cell.FirstLine)}");
        WriteOutput(cell);
        foreach (var line in PlainText.Of(cell.Error ?? "").TrimEnd().Split('\n'))
            Console.Out.WriteLine($"  {line}");
        if (cell.State == CellState.Skipped)
        {
            Console.Out.WriteLine($"  Cells skipped for want of it: {run.Skipped.Length}.");
            return;
        }

        var notRun = run.Cells.Count(other => other.State == CellState.NotRun);
        if (notRun > 0)
            Console.Out.WriteLine(notRun == 1 ? "  1 more cell was not run." : $"  {notRun} more cells were not run.");
    }

    /// <summary>The end of what a cell that failed had put out before.</summary>
    private static void WriteOutput(CellRun cell)
    {
        var text = string.Concat(cell.Outputs.Select(output => output switch
        {
            CellOutput.Text text => text.Value,
            CellOutput.Display display => display.Formats.GetValueOrDefault("text/plain") is { } plain ? $"{plain}\n" : "",
            _ => "",
        }));
        var lines = PlainText.Of(text).TrimEnd().Split('\n');
        if (lines is [""])
            return;
        Console.Out.WriteLine(lines.Length > LongestOutput ? $"  Its output, the last {LongestOutput} of {lines.Length} lines:" : "  Its output:");
        foreach (var line in lines.TakeLast(LongestOutput))
            Console.Out.WriteLine($"  │ {(line.Length > LongestLine ? line[..LongestLine] + " …" : line)}");
    }

    private static string Progress(NotebookFile file, int number)
    {
        var cells = file.Notebook.Cells;
        var place = $"cell {number} of {cells.Length}";
        var line = PlainText.Of(cells[number - 1].FirstLine);
        // A line that wraps leaves its rest behind when the spinner turns.
        var room = Math.Max(0, Screen.Console.Profile.Width - file.Path.Length - place.Length - 6);
        line = line.Length > room ? line[..room] : line;
        return $"{file.Path.EscapeMarkup()} [grey]{place}[/] {line.EscapeMarkup()}";
    }

    private static string Name(NotebookRun run) => $"{run.File.Path}{run.OnNginx}".EscapeMarkup();

    private static string Mark(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.True => $"[green]{verdict.Word}[/]",
        VerdictKind.Sharper => $"[yellow]{verdict.Word}[/]",
        _ => $"[red]{verdict.Word}[/]",
    };

    private static string Mark(CellState state) => state switch
    {
        CellState.Passed => "[green]passed[/]",
        CellState.Failed => "[red]failed[/]",
        _ => "[yellow]interrupted[/]",
    };
}
