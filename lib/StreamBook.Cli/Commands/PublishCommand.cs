using System.CommandLine;
using StreamBook.Cli.Document;
using StreamBook.Cli.Page;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Commands;

/// <summary>`book publish`: the executed course as a site that needs no server.</summary>
internal static class PublishCommand
{
    private static readonly TimeSpan _cellLimit = TimeSpan.FromSeconds(120);

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder to write to; without it out/site/ of the book.", Arity = ArgumentArity.ZeroOrOne };
        folder.Validators.Add(CommandLine.CheckNames);
        var command = new Command("publish", "Runs the whole course and writes it as a site: pages, pictures, a search; it works from a file.") { folder };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(folder), cancellationToken));
        return CommandLine.WithExamples(command, "book publish", "book publish site");
    }

    private static async Task<int> RunAsync(string? folder, CancellationToken cancellationToken)
    {
        var files = Book.Notebooks([], book => book.Course);
        folder ??= Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(Book.Find(Directory.GetCurrentDirectory())!.Out, "site"));
        // Without one, cells would be passed over, and the site would have holes.
        if (files.Any(file => file.Notebook.Cells.Any(cell => cell.Tags.Contains(Cell.NeedsBrowser))))
            await BrowserProgram.FindAsync(cancellationToken);
        var runs = await RunReport.RunAsync(new NotebookRunner(null, _cellLimit), files, [], cancellationToken);
        RunReport.Summarize(files.Count, runs);
        if (cancellationToken.IsCancellationRequested)
            return CommandLine.Interrupted;
        if (runs.FirstOrDefault(run => run.State != CellState.Passed || run.Skipped.Length > 0) is { } incomplete)
        {
            await Console.Error.WriteLineAsync($"Nothing was published: not every cell of {incomplete.File.Path} passed.");
            return CommandLine.Failed;
        }

        try
        {
            RunReport.Pages(PageFolder.Write(folder, runs, isSite: true));
            return CommandLine.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder}: cannot be written: {e.Message}", e);
        }
    }
}
