using System.Xml.Linq;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>Cells that a notebook can do without, where a package, a browser, Python or Redis cannot be had.</summary>
[FullLane]
public sealed class NeedsTests : IDisposable
{
    private static readonly XNamespace _trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task Cells_that_need_a_package_that_cannot_be_had_are_skipped_and_the_notebook_goes_on()
    {
        _book.Notebook("a", [
            NeedingPackage("a", "#r \"nuget: No.Such.Package, 9.9.9\""),
            NeedingPackage("b", "No.Such.Type.Call();"),
            new(CellKind.Code, "c", "Console.WriteLine(\"goes on\");"),
        ]);

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--kernel", KernelWithoutPackageSources(), "--html", "out", "--trx", "all.trx")).ShouldExitWith(0);

        result.Output.ShouldMatch(@"a\.ipynb +1 of 3 +\d+\.\d +passed");
        result.Output.ShouldContain("The package No.Such.Package 9.9.9 could not be restored.");
        result.Output.ShouldContain("Cells skipped for want of it: 2.");
        var page = File.ReadAllText(_book.InBook("out", "a.html"));
        page.ShouldContain("2 skipped from <a href=\"#cell-1\">cell 1</a> on");
        page.ShouldContain("class=\"code skipped\" id=\"cell-2\"");
        page.ShouldContain("goes on");
        XDocument.Load(_book.InBook("all.trx")).Descendants(_trx + "UnitTestResult").Select(test => (string?)test.Attribute("outcome"))
            .ShouldBe(["NotExecuted", "NotExecuted", "Passed"]);
    }

    /// <summary>The runner knows the request by its words; what they call is the notebook's own here.</summary>
    [Theory]
    [InlineData("await BrowserProgram.FindAsync()", true)]
    [InlineData("var chromium = await BrowserProgram.FindAsync();", true)]
    [InlineData("#r \"nuget: Markdig, 1.6.0\"\nvar chromium = await BrowserProgram.FindAsync();\n", true)]
    [InlineData("var chromium = await BrowserProgram.FindAsync(); throw new Exception();", false)]
    [InlineData("var chromium = await BrowserProgram.FindAsync();\nthrow new Exception();", false)]
    public async Task Cells_that_need_a_browser_are_skipped_if_the_one_that_only_asks_for_it_fails(string asks, bool areSkipped)
    {
        _book.Notebook("a", [
            new Cell(CellKind.Code, "a", "class BrowserProgram { public static Task<string> FindAsync() => throw new Exception(\"No browser was found.\"); }"),
            new(CellKind.Code, "b", asks) { Tags = [Cell.NeedsBrowser] },
            new(CellKind.Code, "c", "No.Such.Type.Call();") { Tags = [Cell.NeedsBrowser] },
            new(CellKind.Code, "d", "Console.WriteLine(\"goes on\");") { Tags = [Cell.NeedsPackage] },
        ]);

        var result = (await BookProcess.RunAsync(_book.Root, "run")).ShouldExitWith(areSkipped ? 0 : 1);

        result.Output.ShouldMatch(areSkipped ? @"a\.ipynb +2 of 4 +\d+\.\d +passed" : @"a\.ipynb +1 of 4 +\d+\.\d +failed");
        result.Output.ShouldContain("No browser was found.");
    }

    [Fact]
    public async Task Cells_that_need_Python_are_skipped_where_there_is_none()
    {
        _book.Notebook("a", [
            new Cell(CellKind.Code, "a", "class PythonProgram { public static Task<string> FindAsync() => throw new Exception(\"Python 3 was not found.\"); }"),
            new(CellKind.Code, "b", "var python = await PythonProgram.FindAsync();") { Tags = [Cell.NeedsPython] },
            new(CellKind.Code, "c", "No.Such.Type.Call();") { Tags = [Cell.NeedsPython] },
        ]);

        var result = (await BookProcess.RunAsync(_book.Root, "run")).ShouldExitWith(0);

        result.Output.ShouldContain("Python 3 was not found.");
        result.Output.ShouldContain("Cells skipped for want of it: 2.");
    }

    [Fact]
    public async Task Cells_that_need_Redis_are_skipped_where_there_is_none()
    {
        _book.Notebook("a", [
            new Cell(CellKind.Code, "a", "class RedisProgram { public static Task<string> FindAsync() => throw new Exception(\"Redis was not found.\"); }"),
            new(CellKind.Code, "b", "var redis = await RedisProgram.FindAsync();") { Tags = [Cell.NeedsRedis] },
            new(CellKind.Code, "c", "No.Such.Type.Call();") { Tags = [Cell.NeedsRedis] },
        ]);

        var result = (await BookProcess.RunAsync(_book.Root, "run")).ShouldExitWith(0);

        result.Output.ShouldContain("Redis was not found.");
        result.Output.ShouldContain("Cells skipped for want of it: 2.");
    }

    [Fact]
    public async Task A_cell_that_needs_a_package_and_has_it_fails_like_any_other()
    {
        _book.Notebook("a", [NeedingPackage("a", "#r \"nuget: No.Such.Package, 9.9.9\"\nvar x = 1;")]);
        _book.Notebook("b", [NeedingPackage("a", "throw new Exception(\"its own fault\");")]);

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--kernel", KernelWithoutPackageSources())).ShouldExitWith(1);

        result.Output.ShouldMatch(@"a\.ipynb +0 of 1 +\d+\.\d +failed");
        result.Output.ShouldMatch(@"b\.ipynb +0 of 1 +\d+\.\d +failed");
        result.Output.ShouldContain("its own fault");
    }

    // The kernel's cache lies in the book's folder, and so finds this configuration.
    private string KernelWithoutPackageSources()
    {
        File.WriteAllText(_book.InBook("nuget.config"), """
            <configuration><packageSources><clear /><add key="empty" value="notebooks" /></packageSources></configuration>
            """);
        return $"env XDG_DATA_HOME=\"{_book.Root}\" {SharedKernel.CommandLine}";
    }

    private static Cell NeedingPackage(string id, string source) => new(CellKind.Code, id, source) { Tags = [Cell.NeedsPackage] };
}
