using System.Globalization;
using System.Net;
using System.Text;
using StreamBook.Cli.Runner;

namespace StreamBook.Cli.Page;

/// <summary>The claims that a run settled, as the first thing in the index; each verdict leads to the cell where it fell.</summary>
internal static class VerdictSection
{
    /// <returns>The section; empty if nothing was settled.</returns>
    public static string Render(IReadOnlyList<(PageLink Page, NotebookRun Run)> notebooks)
    {
        var verdicts = VerdictTable.Of(notebooks.Select(notebook => notebook.Run));
        if (verdicts.Rows.IsEmpty)
            return "";
        var html = new StringBuilder("""
            <h2>Verdicts</h2>
            <p>Sentences that people believe, each put to the test on this machine. <em>Sharper</em> means true with a condition; a verdict leads to its measurement.</p>
            <div class="scroll">
            <table class="verdicts">
            <thead><tr><th scope="col">What is said</th>
            """);
        foreach (var (index, column) in verdicts.Columns.Index())
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Encode(column)}<small>{verdicts.Tally(index)}</small></th>");
        html.Append("</tr></thead>\n");
        foreach (var part in verdicts.Rows.GroupBy(row => row.IsOfArticle))
        {
            html.Append(CultureInfo.InvariantCulture, $"""
                <tbody>
                <tr><th class="part" scope="rowgroup" colspan="{verdicts.Columns.Length + 1}">{(part.Key ? "In the article" : "Common advice")}</th></tr>

                """);
            foreach (var row in part)
                html.Append($"<tr><th scope=\"row\"><div><small>{row.Claim}</small> <span>{PageLayout.Prose(row.Sentence)}</span></div></th>{string.Concat(row.ByColumn.Select(cell => Cell(cell, notebooks)))}</tr>\n");
            html.Append("</tbody>\n");
        }

        return html.Append("</table>\n</div>\n").ToString();
    }

    private static string Cell(IEnumerable<SettledClaim> claims, IEnumerable<(PageLink Page, NotebookRun Run)> notebooks)
    {
        if (!claims.Any())
            return "<td>–</td>";
        var html = new StringBuilder("<td>");
        foreach (var (verdict, run, cellNumber) in claims)
        {
            var page = notebooks.First(notebook => ReferenceEquals(notebook.Run, run)).Page;
            var name = Encode($"{verdict.Word}, {verdict.Claim}: cell {cellNumber} of {page.Title}");
            html.Append($"<div><a class=\"verdict {verdict.Kind.ToString().ToLowerInvariant()}\" href=\"{Encode(page.Href)}#cell-{cellNumber}\" aria-label=\"{name}\">");
            html.Append($"{Encode(verdict.Word)}</a> <span>{PageLayout.Prose(verdict.Figure)}</span></div>");
        }

        return html.Append("</td>").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
