using System.CommandLine;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Commands;

/// <summary>`book watch`: checks again when a notebook is saved, and only what changed.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var names = CheckCommand.Names();
        names.Arity = ArgumentArity.OneOrMore;
        var command = new Command("watch", "Checks a notebook each time it is saved: all of it first, then the tasks that changed. Ctrl-C ends it.") { names };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(names)!, ct));
        return CommandLine.WithExamples(command, "book watch 06");
    }

    private static async Task<int> RunAsync(string[] names, CancellationToken ct)
    {
        var book = Book.Here();
        var seen = new Dictionary<string, string>();
        var text = "";
        while (!ct.IsCancellationRequested)
        {
            // Editors replace a file in many ways; its text tells for certain, and a notebook is small.
            var targets = Changed(book, names, text, seen, out text);
            if (targets.Count == 0)
            {
                await Task.Delay(_poll, ct);
                continue;
            }

            var results = new List<CheckResult>();
            foreach (var target in targets)
            {
                await CheckCommand.CheckAsync(book, target, null, result =>
                {
                    results.Add(result);
                    CheckReport.Write(result);
                }, ct);
            }

            CheckReport.Summarize(results);
            Console.Out.WriteLine("Watching. Save the notebook to check it again.\n");
        }

        return CommandLine.Interrupted;
    }

    /// <summary>What is to be checked now: the tasks whose cells are not as they were.</summary>
    private static IReadOnlyList<CheckTarget> Changed(Book book, string[] names, string before, Dictionary<string, string> seen, out string text)
    {
        text = before;
        IReadOnlyList<CheckTarget> targets;
        try
        {
            targets = CheckTarget.Find(book, names);
        }
        catch (UsageException) when (before.Length > 0)
        {
            // In the middle of a save.
            return [];
        }

        text = string.Concat(targets.Select(target => target.Answers.Text));
        if (text == before)
            return [];
        return
        [
            .. targets.Select(target =>
            {
                var parts = TaskCells.Parts(target.Answers.Notebook);
                var changed = target.Tasks.Where(task =>
                {
                    var part = parts.TryGetValue(task, out var cell) ? cell.Source : "";
                    var isNew = !seen.TryGetValue(task, out var known) || known != part;
                    seen[task] = part;
                    return isNew;
                });
                return target with { Tasks = [.. changed] };
            }).Where(target => target.Tasks.Length > 0),
        ];
    }
}
