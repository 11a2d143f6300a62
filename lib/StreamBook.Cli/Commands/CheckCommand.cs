using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Commands;

/// <summary>`book check`: checks a learner's answers, says of each task how it stands, and what to do next.</summary>
internal static class CheckCommand
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var names = Names();
        var json = new Option<bool>("--json") { Description = "Write an array of results to standard output, and nothing else." };
        var kernel = new Option<string?>("--kernel") { Description = "A command that starts another kernel.", HelpName = "CMD" };
        var host = CommandLine.HostOption();
        var command = new Command("check", "Checks your answers and says what to do next. What counts is what your cells do; a check in the notebook itself may be edited or gone.") { names, host, kernel, json };
        command.SetAction((parsed, ct) =>
        {
            // The kernel inherits it, and with it the lab of the check.
            if (parsed.GetResult(host) is { Implicit: false })
                Environment.SetEnvironmentVariable(Lab.HostVariable, parsed.GetValue(host).ToString());
            return RunAsync(parsed.GetValue(names)!, parsed.GetValue(json), parsed.GetValue(kernel), ct);
        });
        return CommandLine.WithExamples(command, "book check", "book check 06", "book check 06.3", "book check my-answers.ipynb --json");
    }

    public static Argument<string[]> Names()
    {
        var names = new Argument<string[]>("WHAT") { Description = "Numbers of notebooks (06), of tasks (06.3), or notebooks; none means all exercises.", Arity = ArgumentArity.ZeroOrMore };
        names.Validators.Add(CommandLine.RefuseOptions);
        return names;
    }

    private static async Task<int> RunAsync(string[] names, bool asJson, string? kernel, CancellationToken ct)
    {
        var book = Book.Here();
        var results = new List<CheckResult>();
        foreach (var target in CheckTarget.Find(book, names))
        {
            if (!asJson)
                Console.Out.WriteLine(target.Answers.Path);
            await CheckAsync(book, target, kernel, result =>
            {
                results.Add(result);
                if (!asJson)
                    CheckReport.Write(result);
            }, ct);
        }

        if (asJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(results, _json));
        else
            CheckReport.Summarize(results);
        return ExitCode(results);
    }

    /// <summary>Checks the tasks of one notebook and keeps how far the learner came.</summary>
    public static async Task CheckAsync(Book book, CheckTarget target, string? kernel, Action<CheckResult> onResult, CancellationToken ct)
    {
        var parts = TaskCells.Parts(target.Answers.Notebook).ToDictionary(part => part.Key, part => part.Value.Source);
        // A kernel that is to hold more than a notebook needs is one that a part of it floods.
        Environment.SetEnvironmentVariable("DOTNET_GCHeapHardLimit", "0x30000000");
        var progress = LearnerProgress.Of(book);
        await using var frame = new SolutionFrame(NotebookFile.Load(target.Notebook.Solution), parts, kernel);
        await frame.CheckAsync(target.Tasks, result =>
        {
            progress.Keep(result, parts.GetValueOrDefault(result.Task, ""));
            onResult(result);
        }, ct);
        if (target.IsOwn)
            Writing.To(".streambook/progress.json", progress.Save);
    }

    public static int ExitCode(IReadOnlyCollection<CheckResult> results) =>
        results.Any(result => result.Outcome is CheckOutcome.BookBroke) ? CommandLine.BookBroke
        : results.All(result => result.Outcome is CheckOutcome.Passed) ? CommandLine.Ok
        : CommandLine.Failed;
}
