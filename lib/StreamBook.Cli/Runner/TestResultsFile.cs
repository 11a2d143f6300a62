using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using StreamBook.Cli.Kernel;

using StreamBook.Cli.Session;

namespace StreamBook.Cli.Runner;

/// <summary>
/// Visual Studio test results (.trx), one result per code cell, with the elements, their order and their fixed IDs
/// as `dotnet test --logger trx` writes them: readers expect nothing else.
/// </summary>
internal static class TestResultsFile
{
    private const string UnitTestType = "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b";
    private const string NotInAList = "8c84fa94-04c1-424b-9868-57a2d4851a1d";
    private const string AllLoaded = "19431567-8539-422a-85d7-44ee4e166bda";

    private static readonly XNamespace _ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<NotebookRun> runs, DateTimeOffset start, DateTimeOffset finish)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var writer = XmlWriter.Create(path, new() { Indent = true, Encoding = new UTF8Encoding(false) });
        Document(runs, start, finish).Save(writer);
    }

    private static XDocument Document(IReadOnlyList<NotebookRun> runs, DateTimeOffset start, DateTimeOffset finish)
    {
        var results = new XElement(_ns + "Results");
        var definitions = new XElement(_ns + "TestDefinitions");
        var entries = new XElement(_ns + "TestEntries");
        var cellStart = start;
        foreach (var (run, cell) in runs.SelectMany(run => run.Cells.Select(cell => (run, cell))))
        {
            var notebook = Path.GetFileNameWithoutExtension(run.File.Path) + run.OnNginx;
            var name = Clean($"{notebook}: cell {cell.Number}: {cell.Cell.FirstLine}");
            var testId = Id($"{run.File.Path}{run.OnNginx}\n{cell.Cell.Id}");
            var executionId = Id($"{start:O}\n{testId}");
            results.Add(new XElement(
                _ns + "UnitTestResult",
                new XAttribute("executionId", executionId),
                new XAttribute("testId", testId),
                new XAttribute("testName", name),
                new XAttribute("computerName", Environment.MachineName),
                new XAttribute("duration", cell.Duration.ToString("c", CultureInfo.InvariantCulture)),
                new XAttribute("startTime", cellStart),
                new XAttribute("endTime", cellStart + cell.Duration),
                new XAttribute("testType", UnitTestType),
                new XAttribute("outcome", Outcome(cell.State)),
                new XAttribute("testListId", NotInAList),
                new XAttribute("relativeResultsDirectory", executionId),
                cell.State is CellState.Failed or CellState.Interrupted ? Failure(cell) : null));
            definitions.Add(new XElement(
                _ns + "UnitTest",
                new XAttribute("name", name),
                new XAttribute("storage", run.File.Path),
                new XAttribute("id", testId),
                new XElement(_ns + "Execution", new XAttribute("id", executionId)),
                new XElement(
                    _ns + "TestMethod",
                    new XAttribute("codeBase", run.File.Path),
                    new XAttribute("adapterTypeName", "executor://streambook/notebook"),
                    new XAttribute("className", Clean(notebook)),
                    new XAttribute("name", name))));
            entries.Add(new XElement(
                _ns + "TestEntry",
                new XAttribute("testId", testId),
                new XAttribute("executionId", executionId),
                new XAttribute("testListId", NotInAList)));
            cellStart += cell.Duration;
        }

        return new(new XElement(
            _ns + "TestRun",
            new XAttribute("id", Id($"{start:O}")),
            new XAttribute("name", string.Create(CultureInfo.InvariantCulture, $"book run {start:yyyy-MM-dd HH:mm:ss}")),
            new XElement(
                _ns + "Times",
                new XAttribute("creation", start),
                new XAttribute("queuing", start),
                new XAttribute("start", start),
                new XAttribute("finish", finish)),
            results,
            definitions,
            entries,
            new XElement(_ns + "TestLists", List("Results Not in a List", NotInAList), List("All Loaded Results", AllLoaded)),
            Summary([.. runs.SelectMany(run => run.Cells)])));
    }

    private static XElement Failure(CellRun cell) => new(
        _ns + "Output",
        new XElement(_ns + "StdOut", Clean(string.Concat(cell.Outputs.OfType<CellOutput.Text>().Select(text => text.Value)))),
        new XElement(_ns + "ErrorInfo", new XElement(_ns + "Message", Clean(cell.Error ?? ""))));

    private static XElement Summary(CellRun[] cells)
    {
        int Count(CellState state) => cells.Count(cell => cell.State == state);
        var notExecuted = Count(CellState.NotRun) + Count(CellState.Skipped);
        return new(
            _ns + "ResultSummary",
            new XAttribute("outcome", Array.TrueForAll(cells, cell => cell.State is CellState.Passed or CellState.Skipped) ? "Completed" : "Failed"),
            new XElement(
                _ns + "Counters",
                new XAttribute("total", cells.Length),
                new XAttribute("executed", cells.Length - notExecuted),
                new XAttribute("passed", Count(CellState.Passed)),
                new XAttribute("failed", Count(CellState.Failed)),
                new XAttribute("aborted", Count(CellState.Interrupted)),
                new XAttribute("notExecuted", notExecuted)));
    }

    private static XElement List(string name, string id) =>
        new(_ns + "TestList", new XAttribute("name", name), new XAttribute("id", id));

    private static string Outcome(CellState state) => state switch
    {
        CellState.Passed => "Passed",
        CellState.Failed => "Failed",
        CellState.Interrupted => "Aborted",
        _ => "NotExecuted",
    };

    private static Guid Id(string of) => new(SHA256.HashData(Encoding.UTF8.GetBytes(of)).AsSpan(0, 16));

    /// <summary>XML 1.0 has no way at all to write most control characters.</summary>
    private static string Clean(string text) => PlainText.Of(text);
}
