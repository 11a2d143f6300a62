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
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(names)!, cancellationToken));
        return CommandLine.WithExamples(command, "book watch 06");
    }

    private static async Task<int> RunAsync(string[] names, CancellationToken cancellationToken)
    {
        var book = Book.Here();
        var seen = new Dictionary<string, string>();
        var text = "";
        // By notebook: a kernel, and its lab, that wait for the next save.
        var ready = new Dictionary<string, Task<SolutionCheck>>();
        await using var end = new Disposing(ready);
        while (!cancellationToken.IsCancellationRequested)
        {
            // Editors replace a file in many ways; its text tells for certain, and a notebook is small.
            var targets = Changed(book, names, text, seen, out text);
            if (targets.Count == 0)
            {
                await Task.Delay(_poll, cancellationToken);
                continue;
            }

            var (results, used) = (new List<CheckResult>(), new List<(CheckTarget, SolutionCheck)>());
            foreach (var target in targets)
            {
                var check = ready.Remove(target.Notebook.Solution, out var waiting) ? await waiting : CheckCommand.Start(target, null);
                ready[target.Notebook.Solution] = Task.FromResult(check);
                await CheckCommand.CheckAsync(book, target, check, result =>
                {
                    results.Add(result);
                    CheckReport.Write(result);
                }, cancellationToken);
                used.Add((target, check));
            }

            CheckReport.Summarize(results);
            Console.Out.WriteLine("Watching. Save the notebook to check it again.\n");
            foreach (var (target, check) in used)
                ready[target.Notebook.Solution] = NextAsync(target, check, cancellationToken);
        }

        return CommandLine.Interrupted;
    }

    private static async Task<SolutionCheck> NextAsync(CheckTarget target, SolutionCheck used, CancellationToken cancellationToken)
    {
        await used.DisposeAsync();
        var next = CheckCommand.Start(target, null);
        try
        {
            await next.PrepareAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Whoever waits for it is told the same, and ends it.
        }

        return next;
    }

    private sealed class Disposing(Dictionary<string, Task<SolutionCheck>> checks) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var check in checks.Values)
                await (await check).DisposeAsync();
        }
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
