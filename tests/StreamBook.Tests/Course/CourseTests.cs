using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>The notebooks of the book: they keep the rules, they run, and together they leave no claim open.</summary>
public sealed class CourseTests
{
    // A machine of which that is said has every package and a browser.
    private static readonly bool _nothingIsMissing = Environment.GetEnvironmentVariable("STREAMBOOK_NOTHING_IS_MISSING") is { Length: > 0 };

    private static readonly Book _book = new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../..")));

    public static TheoryData<string> Notebooks => [.. _book.Course.Select(path => Path.GetRelativePath(_book.Root, path))];

    public static TheoryData<string> NotebooksExercisesAndSolutions => [.. _book.All.Select(path => Path.GetRelativePath(_book.Root, path))];

    public static TheoryData<string> NotebooksForABrowser =>
        [.. _book.Course.Where(path => Load(path).Cells.Any(cell => cell.Tags.Contains(Cell.NeedsBrowser))).Select(path => Path.GetRelativePath(_book.Root, path))];

    public static IEnumerable<object[]> RulesOfTheCourse =>
        _book.Course.SelectMany(path => CourseRules.All.Keys.Select(rule => new object[] { Path.GetRelativePath(_book.Root, path), rule }));

    [Fact]
    public void The_notebooks_are_numbered_without_a_gap() =>
        _book.Course.Select(path => Load(path).Number).ShouldBe(Enumerable.Range(0, _book.Course.Count), _book.Root);

    [Theory, MemberData(nameof(NotebooksExercisesAndSolutions))]
    public void It_is_in_canonical_form(string notebook) =>
        NotebookFile.Load(Path.Combine(_book.Root, notebook)).IsCanonical.ShouldBeTrue("`book fmt` rewrites it.");

    [Theory, MemberData(nameof(RulesOfTheCourse))]
    public void It_keeps_the_rule(string notebook, string rule) =>
        CourseRules.All[rule](Load(notebook)).ShouldBeEmpty($"{notebook}: {rule}");

    [FullLane, Theory, MemberData(nameof(Notebooks))]
    public Task It_runs_on_processes_every_check_in_it_holds_and_every_claim_in_it_is_settled(string notebook) => RunAsync(notebook, "--host", "processes");

    [FullLane, Theory, MemberData(nameof(NotebooksForABrowser))]
    public async Task It_passes_without_a_browser_and_says_how_to_get_one(string notebook)
    {
        var kernel = $"env {BrowserProgram.PathVariable}=/no/browser {SharedKernel.CommandLine}";

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--host", "processes", "--kernel", kernel, notebook)).ShouldExitWith(0);

        result.Output.ShouldContain(BrowserProgram.InstallCommand);
        result.Output.ShouldContain("Cells skipped for want of it: ");
    }

    [Fact]
    public void A_claim_is_settled_in_exactly_one_place() =>
        AllClaims().GroupBy(claim => claim).Where(claim => claim.Count() > 1).Select(claim => claim.Key).ShouldBeEmpty();

    [Fact]
    public void The_whole_course_leaves_no_claim_of_the_article_open()
    {
        AllClaims().Count(claim => claim.StartsWith('F')).ShouldBeGreaterThanOrEqualTo(10);
        ClaimRules.OfTheArticle.Except(AllClaims().Select(claim => claim.Split('.')[0])).ShouldBeEmpty();
    }

    internal static async Task RunAsync(string notebook, params string[] options)
    {
        var result = (await BookProcess.RunAsync(_book.Root, ["run", notebook, .. options])).ShouldExitWith(0);

        (_nothingIsMissing && result.Output.Contains("Cells skipped for want of it", StringComparison.Ordinal)).ShouldBeFalse(result.Output);
        ClaimRules.Unsettled(Load(notebook), result.Output).ShouldBeEmpty($"No cell of {notebook} showed a verdict on them.\n{result.Output}");
    }

    private static IEnumerable<string> AllClaims() => _book.Course.SelectMany(path => ClaimRules.Of(Load(path)));

    private static CourseNotebook Load(string notebook) => CourseNotebook.Load(_book, Path.Combine(_book.Root, notebook));
}
