namespace StreamBook.Tests;

public sealed class ExplainCommandTests
{
    private static Task<BookResult> ExplainAsync(params string[] args) => BookProcess.RunAsync(AppContext.BaseDirectory, ["explain", .. args]);

    [Fact]
    public async Task Without_an_ID_all_findings_are_listed() =>
        (await ExplainAsync()).ShouldExitWith(0).Output.ShouldBe(string.Concat(FindingKind.All.Select(kind => $"{kind.Id}  {kind.Title}\n")));

    [Theory]
    [InlineData("SB101")]
    [InlineData("sb101")]
    public async Task All_of_a_finding_is_told(string id)
    {
        var kind = FindingKind.Find(id).ShouldNotBeNull();

        var told = (await ExplainAsync(id)).ShouldExitWith(0).Output;

        var words = string.Join(' ', told.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        words.ShouldContain(kind.Title);
        words.ShouldContain(kind.Mechanism);
        kind.Cures.ShouldNotBeEmpty();
        kind.Cures.ShouldAllBe(cure => words.Contains($"{cure.Where}: {cure.Text}") && told.Contains(cure.Source.AbsoluteUri));
        words.ShouldContain(kind.Measured.ShouldNotBeNull().Notebook);
    }

    [Fact]
    public async Task An_ID_that_is_none_is_wrong_usage() =>
        (await ExplainAsync("SB999")).ShouldExitWith(2).Error.ShouldBe("SB999: there is no finding of that ID. `book explain` lists them all.\n");
}
