using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>The notebooks of the book: they keep the rules, they run, and together they leave no claim open.</summary>
public sealed class CourseTests
{
    // A machine of which that is said has every package and a browser.
    private static readonly bool _nothingIsMissing = Environment.GetEnvironmentVariable("STREAMBOOK_NOTHING_IS_MISSING") is { Length: > 0 };

    private static readonly Book _book = new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../..")));

    internal static IEnumerable<string> Course => _book.Course.Select(path => Path.GetRelativePath(_book.Root, path));

    public static TheoryData<string> Notebooks => [.. Course];

    public static TheoryData<string> NotebooksExercisesAndSolutions => [.. _book.All.Select(path => Path.GetRelativePath(_book.Root, path))];

    public static TheoryData<string> NotebooksForABrowser => Needing(Cell.NeedsBrowser);

    public static TheoryData<string> NotebooksForPython => Needing(Cell.NeedsPython);

    public static TheoryData<string> NotebooksForRedis => Needing(Cell.NeedsRedis);

    public static IEnumerable<object[]> RulesOfTheCourse =>
        Numbered.SelectMany(path => CourseRules.All.Keys.Select(rule => new object[] { Path.GetRelativePath(_book.Root, path), rule }));

    public static TheoryData<string> RulesOfTheCard => [.. CourseRules.OfTheReferenceCard];

    /// <summary>The one notebook that is looked up and not worked through.</summary>
    internal static string ReferenceCard { get; } = Path.Combine(_book.Root, "notebooks", "reference.ipynb");

    /// <summary>The course: C# and text. Beside it stand the card, and a notebook with cells of other kinds.</summary>
    private static IEnumerable<string> Numbered => _book.Course.Where(IsNumbered);

    internal static bool IsNumbered(string path) => char.IsAsciiDigit(Path.GetFileName(path)[0]);

    [Fact]
    public void The_notebooks_are_numbered_without_a_gap() =>
        Numbered.Select(path => Path.GetFileName(path)[..3]).ShouldBe(Enumerable.Range(0, Numbered.Count()).Select(number => $"{number:00}-"), _book.Root);

    [Theory, MemberData(nameof(RulesOfTheCard))]
    public void The_reference_card_keeps_the_rule(string rule) => CourseRules.All[rule](Load(ReferenceCard)).ShouldBeEmpty(rule);

    [Theory, MemberData(nameof(NotebooksExercisesAndSolutions))]
    public void It_is_in_canonical_form(string notebook) =>
        NotebookFile.Load(Path.Combine(_book.Root, notebook)).IsCanonical.ShouldBeTrue("`book fmt` rewrites it.");

    [Theory, MemberData(nameof(RulesOfTheCourse))]
    public void It_keeps_the_rule(string notebook, string rule) =>
        CourseRules.All[rule](Load(notebook)).ShouldBeEmpty($"{notebook}: {rule}");

    [FullLane, Theory, MemberData(nameof(Notebooks))]
    public Task It_runs_on_processes_every_check_in_it_holds_and_every_claim_in_it_is_settled(string notebook) => RunAsync(notebook, "--host", "processes");

    [FullLane, Theory, MemberData(nameof(NotebooksForABrowser))]
    public Task It_passes_without_a_browser_and_says_how_to_get_one(string notebook) =>
        RunWithoutAsync(notebook, BrowserProgram.PathVariable, BrowserProgram.InstallCommand);

    [FullLane, Theory, MemberData(nameof(NotebooksForPython))]
    public Task It_passes_without_Python_and_says_how_to_get_it(string notebook) =>
        RunWithoutAsync(notebook, PythonProgram.PathVariable, PythonProgram.InstallCommand);

    [FullLane, Theory, MemberData(nameof(NotebooksForRedis))]
    public Task It_passes_without_Redis_and_says_how_to_get_it(string notebook) =>
        RunWithoutAsync(notebook, RedisProgram.PathVariable, RedisProgram.InstallCommand);

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

        ClaimRules.Unsettled(Load(notebook), result.Output, _nothingIsMissing).ShouldBeEmpty($"No cell of {notebook} showed a verdict on them.\n{result.Output}");
    }

    private static async Task RunWithoutAsync(string notebook, string pathVariable, string installCommand)
    {
        var kernel = $"env {pathVariable}=/no/such/program {SharedKernel.CommandLine}";

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--host", "processes", "--kernel", kernel, notebook)).ShouldExitWith(0);

        result.Output.ShouldContain(installCommand);
        result.Output.ShouldContain("Cells skipped for want of it: ");
    }

    private static TheoryData<string> Needing(string tag) =>
        [.. _book.Course.Where(path => Load(path).Cells.Any(cell => cell.Tags.Contains(tag))).Select(path => Path.GetRelativePath(_book.Root, path))];

    private static IEnumerable<string> AllClaims() => _book.Course.SelectMany(path => ClaimRules.Of(Load(path)));

    private static CourseNotebook Load(string notebook) => CourseNotebook.Load(_book, Path.Combine(_book.Root, notebook));
}
