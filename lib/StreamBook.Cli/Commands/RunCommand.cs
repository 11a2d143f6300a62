using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StreamBook.Cli.Document;
using StreamBook.Cli.Page;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;
using StreamBook.Labs;

namespace StreamBook.Cli.Commands;

/// <summary>`book run`: runs notebooks, says how it went, and writes it down.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan _defaultTimeout = TimeSpan.FromSeconds(120);

    public static Command Create()
    {
        var files = CommandLine.Files("Notebooks; none means the whole course, with its pages in out/.");
        var kernel = new Option<string?>("--kernel") { Description = "A command that starts another kernel.", HelpName = "CMD" };
        CommandLine.RefuseEmpty(kernel, "--kernel: no command was given; without the option the book's own kernel runs the notebooks.");
        var html = new Option<string?>("--html") { Description = "Write a page for each notebook and an index.html into this folder; without notebooks named, out/ of the book is it.", HelpName = "DIR" };
        var trx = new Option<string?>("--trx") { Description = "Write a Visual Studio test results file, one result per code cell.", HelpName = "FILE" };
        CommandLine.RefuseEmpty(html, "--html: no folder was named; without the option no page is written.");
        CommandLine.RefuseEmpty(trx, "--trx: no file was named; without the option none is written.");
        var timeout = new Option<TimeSpan?>("--timeout")
        {
            Description = "How long one cell may run: 30 (seconds), 30s or 2m; without it 120 s.",
            HelpName = "PER_CELL",
            CustomParser = Duration,
        };
        var host = CommandLine.HostOption();
        var nginx = CommandLine.NginxOption("The versions of nginx to run on, such as 1.28,1.30: every notebook once on each. Other versions than this machine's come in containers.");
        var command = new Command("run", "Runs notebooks, each in a kernel of its own, and fails if one fails.") { files, host, nginx, kernel, html, trx, timeout };
        command.SetAction((parsed, cancellationToken) =>
        {
            // The kernels inherit it, and with them the labs that the notebooks start.
            if (parsed.GetResult(host) is { Implicit: false })
                Environment.SetEnvironmentVariable(Lab.HostVariable, parsed.GetValue(host).ToString());
            var named = parsed.GetValue(files)!;
            return RunAsync(
                Book.Notebooks(named, book => book.Course),
                isWholeCourse: named.Length == 0,
                parsed.GetValue(nginx)!,
                new(parsed.GetValue(kernel), parsed.GetValue(timeout) ?? _defaultTimeout),
                parsed.GetValue(html) ?? (named.Length == 0 ? Path.GetRelativePath(Directory.GetCurrentDirectory(), Book.Find(Directory.GetCurrentDirectory())!.Out) : null),
                parsed.GetValue(trx),
                cancellationToken);
        });
        return CommandLine.WithExamples(
            command,
            "book run",
            "book run notebooks/06-nginx-recipe.ipynb --html out",
            "book run --host containers --nginx 1.28,1.30",
            "book run --trx results.trx --timeout 2m",
            "book run --kernel \"dotnet-interactive stdio\"");
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<NotebookFile> files, bool isWholeCourse, string[] nginxVersions, NotebookRunner runner, string? html, string? trx, CancellationToken cancellationToken)
    {
        if (html is not null)
            ResultFile.Require(html, PageFolder.IndexName);
        if (trx is not null)
            ResultFile.Require(trx);
        // Each notebook would say the same, one after the other.
        if (isWholeCourse && files.Any(OpensALab))
            await ServerHosts.CheckAsync(cancellationToken);
        var start = TimeProvider.System.GetUtcNow();
        var runs = await RunReport.RunAsync(runner, files, nginxVersions, cancellationToken);
        RunReport.Summarize(files.Count * Math.Max(1, nginxVersions.Length), runs);
        if (trx is not null)
            ResultFile.Writing(trx, () => TestResultsFile.Write(trx, runs, start, TimeProvider.System.GetUtcNow()));
        if (html is not null)
            ResultFile.Writing(html, () => RunReport.Pages(PageFolder.Write(html, runs)));
        return cancellationToken.IsCancellationRequested ? CommandLine.Interrupted
            : runs.All(run => run.State == CellState.Passed) ? CommandLine.Ok
            : CommandLine.Failed;
    }

    private static bool OpensALab(NotebookFile file) =>
        file.Notebook.Cells.Any(cell => cell.Kind == CellKind.Code && cell.Source.Contains("Lab.StartAsync(", StringComparison.Ordinal));

    private static TimeSpan? Duration(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var (number, unit) = text switch
        {
            [.., 's'] => (text[..^1], TimeSpan.FromSeconds(1)),
            [.., 'm'] => (text[..^1], TimeSpan.FromMinutes(1)),
            _ => (text, TimeSpan.FromSeconds(1)),
        };
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 100_000)
            return value * unit;
        result.AddError($"--timeout {text}: not a time; write 30 (seconds), 30s or 2m.");
        return null;
    }
}
