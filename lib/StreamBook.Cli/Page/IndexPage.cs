using System.Net;
using StreamBook.Cli.Runner;

namespace StreamBook.Cli.Page;

/// <summary>How each notebook went, and what they settled.</summary>
internal static class IndexPage
{
    /// <param name="notebooks">The notebooks, each with its page.</param>
    /// <param name="isSite">Whether it is part of a published site, which has a search.</param>
    public static string Render(IReadOnlyList<(PageLink Page, NotebookRun Run)> notebooks, bool isSite = false)
    {
        var rows = string.Concat(notebooks.Select(notebook => $"""
            <tr>
            <th scope="row"><a href="{WebUtility.HtmlEncode(notebook.Page.Href)}">{WebUtility.HtmlEncode(notebook.Page.Title)}</a></th>
            <td>{notebook.Run.PassedCount} of {notebook.Run.Cells.Length}</td>
            <td>{PageLayout.Seconds(notebook.Run.Duration)}</td>
            <td class="result {PageLayout.Class(notebook.Run.State)}"><strong>{PageLayout.Name(notebook.Run.State)}</strong></td>
            </tr>

            """));
        return PageLayout.Render("Notebooks", $"""
            <main id="content">
            <h1>StreamBook</h1>
            {(isSite ? $"<p>{SiteSearch.Link}</p>\n" : "")}            <h2>Notebooks</h2>
            <table class="index">
            <caption>Every notebook with its outputs, as it ran on this machine; cells are those that passed</caption>
            <thead><tr><th scope="col">Notebook</th><th scope="col">Cells</th><th scope="col">Seconds</th><th scope="col">Result</th></tr></thead>
            <tbody>
            {rows}</tbody>
            </table>
            {VerdictSection.Render(notebooks)}</main>
            """);
    }
}
