using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Commands;

/// <summary>`book check`: checks a learner's answers, says of each task how it stands, and what to do next.</summary>
internal static class CheckCommand
{
    /// <summary>For the kernel: one that is to hold more than a notebook needs is one that a part of it floods.</summary>
    public const string HeapLimit = "0x30000000";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var names = Names();
        var json = new Option<bool>("--json") { Description = "Write an array of results to standard output, and nothing else." };
        var kernel = new Option<string?>("--kernel") { Description = "A command that starts another kernel.", HelpName = "CMD" };
        var host = CommandLine.HostOption();
        var command = new Command("check", "Checks your answers and says what to do next. What counts is what your cells do; a check in the notebook itself may be edited or gone.") { names, host, kernel, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            // The kernel inherits it, and with it the lab of the check.
            if (parsed.GetResult(host) is { Implicit: false })
                Environment.SetEnvironmentVariable(Lab.HostVariable, parsed.GetValue(host).ToString());
            return RunAsync(parsed.GetValue(names)!, parsed.GetValue(json), parsed.GetValue(kernel), cancellationToken);
        });
        return CommandLine.WithExamples(command, "book check", "book check 06", "book check 06.3", "book check my-answers.ipynb --json");
    }

    public static Argument<string[]> Names()
    {
        var names = new Argument<string[]>("WHAT") { Description = "Numbers of notebooks (06), of tasks (06.3), or notebooks; none means all exercises.", Arity = ArgumentArity.ZeroOrMore };
        names.Validators.Add(CommandLine.CheckNames);
        return names;
    }

    private static async Task<int> RunAsync(string[] names, bool asJson, string? kernel, CancellationToken cancellationToken)
    {
        var book = Book.Here();
        var results = new List<CheckResult>();
        foreach (var target in CheckTarget.Find(book, names))
        {
            if (!asJson)
                Console.Out.WriteLine(target.Answers.Path);
            await using var check = Start(target, kernel);
            await CheckAsync(book, target, check, result =>
            {
                results.Add(result);
                if (!asJson)
                    CheckReport.Write(result);
            }, cancellationToken);
        }

        if (asJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(results, _json));
        else
            CheckReport.Summarize(results);
        return ExitCode(results);
    }

    /// <summary>What checks a notebook once.</summary>
    public static SolutionCheck Start(CheckTarget target, string? kernel)
    {
        Environment.SetEnvironmentVariable("DOTNET_GCHeapHardLimit", HeapLimit);
        return new(NotebookFile.Load(target.Notebook.Solution), kernel);
    }

    /// <summary>Checks the tasks of one notebook and keeps how far the learner came.</summary>
    public static async Task CheckAsync(Book book, CheckTarget target, SolutionCheck check, Action<CheckResult> onResult, CancellationToken cancellationToken)
    {
        var parts = TaskCells.Parts(target.Answers.Notebook).ToDictionary(part => part.Key, part => part.Value.Source);
        var progress = LearnerProgress.Of(book);
        await check.CheckAsync(target.Tasks, parts, result =>
        {
            progress.Keep(result, parts.GetValueOrDefault(result.Task, ""));
            onResult(result);
        }, cancellationToken);
        if (target.IsOwn)
            Writing.To(".streambook/progress.json", progress.Save);
    }

    public static int ExitCode(IReadOnlyCollection<CheckResult> results) =>
        results.Any(result => result.Outcome is CheckOutcome.BookBroke) ? CommandLine.BookBroke
        : results.All(result => result.Outcome is CheckOutcome.Passed) ? CommandLine.Ok
        : CommandLine.Failed;
}
