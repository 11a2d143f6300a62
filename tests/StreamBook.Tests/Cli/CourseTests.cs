using System.Globalization;
using System.Text.RegularExpressions;
using StreamBook.Cli;

namespace StreamBook.Tests;

/// <summary>What every notebook of the book keeps to.</summary>
public sealed partial class CourseTests
{
    /// <summary>What the course starts from. A notebook may settle one in parts: B2.1, B2.2.</summary>
    private static readonly string[] _claimsOfTheArticle = ["A1", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "C1"];

    private static readonly string _root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    private static IEnumerable<string> All => new Book(_root).All.Select(path => Path.GetRelativePath(_root, path));

    public static TheoryData<string> Notebooks => [.. All];

    public static TheoryData<string> NotebooksForABrowser =>
        [.. All.Where(notebook => Load(notebook).Notebook.Cells.Any(cell => cell.Tags.Contains(Cell.NeedsBrowser)))];

    [Fact]
    public void The_book_has_notebooks() => File.Exists(Path.Combine(_root, "notebooks/01-event-stream-format.ipynb")).ShouldBeTrue(_root);

    [Theory, MemberData(nameof(Notebooks))]
    public void It_is_in_canonical_form(string notebook) =>
        Load(notebook).IsCanonical.ShouldBeTrue("`book fmt` rewrites it.");

    [Theory, MemberData(nameof(Notebooks))]
    public Task It_runs_on_processes_and_every_check_in_it_holds(string notebook) => RunAsync(notebook, "processes");

    [ContainerTheory, MemberData(nameof(Notebooks))]
    public Task It_runs_in_containers_and_every_check_in_it_holds(string notebook) => RunAsync(notebook, "containers");

    [Theory, MemberData(nameof(NotebooksForABrowser))]
    public async Task It_passes_without_a_browser_and_says_how_to_get_one(string notebook)
    {
        var kernel = $"env {BrowserProgram.PathVariable}=/no/browser {SharedKernel.CommandLine}";

        var result = (await BookProcess.RunAsync(_root, "run", "--host", "processes", "--kernel", kernel, notebook)).ShouldExitWith(0);

        result.Output.ShouldContain(BrowserProgram.InstallCommand);
        result.Output.ShouldContain("Cells skipped for want of it: ");
    }

    [Theory, MemberData(nameof(Notebooks))]
    public void It_begins_with_the_one_way_in_and_ends_by_closing_its_lab(string notebook)
    {
        var code = Code(notebook);

        code[0].ShouldStartWith("""
            #r "../artifacts/bin/StreamBook/release/StreamBook.dll"
            using StreamBook;
            """);
        code[^1].ShouldBe("await lab.DisposeAsync();");
    }

    [Theory, MemberData(nameof(Notebooks))]
    public void It_has_goals_predictions_and_a_recap(string notebook)
    {
        var text = string.Join('\n', Load(notebook).Notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => cell.Source));

        text.ShouldStartWith($"# {Path.GetFileName(notebook)[..2]} ·");
        text.ShouldContain("After this notebook you can");
        text.ShouldContain("**Predict:**");
        text.ShouldContain("## Recap");
    }

    [Theory, MemberData(nameof(Notebooks))]
    public void No_cell_is_over_20_lines_and_no_line_over_100_characters(string notebook)
    {
        Code(notebook).Where(cell => cell.Split('\n').Length > 20).ShouldBeEmpty();
        Code(notebook).SelectMany(cell => cell.Split('\n')).Where(line => line.Length > 100).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Notebooks))]
    public void A_cell_that_shows_a_capture_or_a_stream_is_asserted_there_or_in_the_next(string notebook)
    {
        var code = Code(notebook);

        code.Where((cell, index) => cell.Contains("CaptureAsync(") && !cell.Contains("Check.") && !code.Skip(index + 1).Take(2).Any(next => next.Contains("Check.")))
            .ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Notebooks))]
    public void It_settles_claims_that_are_known_by_an_assertion_in_the_same_cell_or_the_one_before(string notebook)
    {
        var code = Code(notebook);
        var number = int.Parse(Path.GetFileName(notebook)[..2], CultureInfo.InvariantCulture);

        Claims(notebook).Where(claim => !_claimsOfTheArticle.Contains(claim.Split('.')[0]) && !claim.StartsWith($"F{number}.", StringComparison.Ordinal))
            .ShouldBeEmpty($"Claims are those of the article, and F{number}.1, F{number}.2 … for common advice that this notebook puts to the test.");
        code.Sum(cell => Regex.Count(cell, @"Verdict\.Of\(")).ShouldBe(Claims(notebook).Length, "The ID stands in the call, so that it can be found.");
        code.Where((cell, index) => cell.Contains("Verdict.Of(") && !code[Math.Max(0, index - 1)..(index + 1)].Any(near => near.Contains("Check."))).ShouldBeEmpty();
    }

    [Fact]
    public void A_claim_is_settled_in_exactly_one_place() =>
        AllClaims().GroupBy(claim => claim).Where(claim => claim.Count() > 1).Select(claim => claim.Key).ShouldBeEmpty();

    [Fact]
    public void The_whole_course_leaves_no_claim_of_the_article_open()
    {
        const int WholeCourse = 9;
        string[] open = [.. _claimsOfTheArticle.Except(AllClaims().Select(claim => claim.Split('.')[0]))];

        if (new Book(_root).Course.Count >= WholeCourse)
        {
            open.ShouldBeEmpty();
            AllClaims().Count(claim => claim.StartsWith('F')).ShouldBeGreaterThanOrEqualTo(10);
        }
    }

    private static IEnumerable<string> AllClaims() => new Book(_root).Course.SelectMany(Claims);

    private static string[] Claims(string notebook) => [.. Code(notebook).SelectMany(cell => SettledClaim().Matches(cell)).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"Verdict\.Of\(\s*""([^""]*)""")]
    private static partial Regex SettledClaim();

    private static async Task RunAsync(string notebook, string host) =>
        (await BookProcess.RunAsync(_root, "run", "--host", host, notebook)).ShouldExitWith(0);

    private static NotebookFile Load(string notebook) => NotebookFile.Load(Path.Combine(_root, notebook));

    private static string[] Code(string notebook) => [.. Load(notebook).Notebook.Cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => cell.Source)];
}
