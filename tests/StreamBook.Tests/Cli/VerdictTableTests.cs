using System.Collections.Immutable;
using System.Text.RegularExpressions;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Page;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;

namespace StreamBook.Tests;

public sealed class VerdictTableTests
{
    [Fact]
    public void Claims_stand_in_their_order_whatever_the_order_of_the_notebooks()
    {
        var table = VerdictTable.Of([Run("b", Claim("F6.2"), Claim("C1.10"), Claim("C1.2")), Run("a", Claim("F6.10"), Claim("B2"), Claim("C1"))]);

        table.Rows.Select(row => row.Claim).ShouldBe(["B2", "C1", "C1.2", "C1.10", "F6.2", "F6.10"]);
        table.Rows.Select(row => row.IsOfArticle).ShouldBe([true, true, true, true, false, false]);
        table.Columns.ShouldBe(["nginx 1.22.1, processes"]);
    }

    [Fact]
    public void Two_versions_of_nginx_stand_side_by_side_the_older_first()
    {
        var table = VerdictTable.Of(
        [
            Run("new", Claim("F6.1", VerdictKind.Wrong, "1.31.5"), Claim("F6.2", VerdictKind.True, "1.31.5")),
            Run("old", Claim("F6.1", VerdictKind.True, "1.9.15")),
        ]);

        table.Columns.ShouldBe(["nginx 1.9.15, processes", "nginx 1.31.5, processes"]);
        table.Rows[0].ByColumn.Select(cell => cell.Single().Verdict.Kind).ShouldBe([VerdictKind.True, VerdictKind.Wrong]);
        table.Rows[1].ByColumn.Select(cell => cell.Length).ShouldBe([0, 1]);
        table.Tally(0).ShouldBe("1 true");
        table.Tally(1).ShouldBe("1 true, 1 wrong");
    }

    [Fact]
    public void A_claim_settled_twice_on_one_nginx_hides_neither()
    {
        var table = VerdictTable.Of([Run("a", Claim("B2", VerdictKind.True)), Run("b", Claim("B2", VerdictKind.Wrong))]);

        table.Rows.Single().ByColumn.Single().Select(claim => claim.Verdict.Kind).ShouldBe([VerdictKind.True, VerdictKind.Wrong]);
    }

    [Fact]
    public void A_cell_that_failed_settles_nothing()
    {
        var run = Run("a", Claim("B2"));

        VerdictTable.Of([run with { Cells = [run.Cells[0] with { State = CellState.Failed }] }]).Rows.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"claim":"nonsense","sentence":"A","kind":"True","figure":"b","nginxVersion":"1.22.1","host":"processes"}""")]
    [InlineData("""{"claim":"B2","sentence":"A","kind":"Perhaps","figure":"b","nginxVersion":"1.22.1","host":"processes"}""")]
    [InlineData("""{"claim":"B2","sentence":"A","kind":"True","figure":"b","nginxVersion":"new","host":"processes"}""")]
    public void What_is_no_verdict_is_none(string json) =>
        VerdictTable.Of([Run("a", [Value(Verdict.MimeType, json)])]).Rows.ShouldBeEmpty();

    [Fact]
    public void The_index_has_them_behind_the_notebooks_and_each_leads_to_its_cell()
    {
        var first = Run("a b", Claim("B2", VerdictKind.Wrong), Claim("F6.1", VerdictKind.True));
        var second = Run("c", Claim("F6.1", VerdictKind.Wrong, "1.31.5", "Is <b> & `code`."));

        var page = IndexPage.Render([(new("a%20b.html", "First"), first), (new("c.html", "Second"), second)]);

        string[] parts = ["<h2>Notebooks</h2>", ">First<", "<h2>Verdicts</h2>", ">In the article<", ">B2<", ">Common advice<", ">F6.1<"];
        parts.ShouldAllBe(part => page.Contains(part));
        parts.Select(part => page.IndexOf(part, StringComparison.Ordinal)).ShouldBeInOrder();
        page.ShouldContain("nginx 1.22.1, processes<small>1 true, 1 wrong</small>");
        page.ShouldContain("nginx 1.31.5, processes<small>1 wrong</small>");
        page.ShouldContain("href=\"a%20b.html#cell-3\"");
        page.ShouldContain("href=\"c.html#cell-3\"");
        page.ShouldContain("Is &lt;b&gt; &amp; <code>code</code>.");
        Regex.Count(page, "class=\"verdict ").ShouldBe(3);
    }

    [Fact]
    public void An_index_without_verdicts_has_no_table_of_them() =>
        IndexPage.Render([(new("a.html", "A"), Run("a"))]).ShouldNotContain("<h2>Verdicts</h2>");

    private static CellOutput.Display Claim(string claim, VerdictKind kind = VerdictKind.True, string nginxVersion = "1.22.1", string sentence = "So it is.") =>
        Value(Verdict.MimeType, HostFormat.As(Verdict.MimeType, Verdicts.Of(claim, sentence, kind, "seen", nginxVersion))!);

    private static CellOutput.Display Value(string type, string value) =>
        new(null, new Dictionary<string, string> { ["text/html"] = "<b>shown</b>", [type] = value }, false);

    private static NotebookRun Run(string name, params ImmutableArray<CellOutput> outputs)
    {
        var cell = new Cell(CellKind.Code, "c3", "1");
        return new(new($"{name}.ipynb", new([cell]), ""), [new(3, cell, CellState.Passed, outputs, default, null)], default);
    }
}
