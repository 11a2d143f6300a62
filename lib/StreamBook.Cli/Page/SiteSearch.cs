using System.Text.Json;
using StreamBook.Cli.Runner;

namespace StreamBook.Cli.Page;

/// <summary>The search of a published site: a page, its script, and the words of the course. Works from a file, so nothing is fetched.</summary>
internal static class SiteSearch
{
    /// <summary>Leads there from the other pages.</summary>
    public const string Link = " <a href=\"search.html\">Search</a>";

    public static IEnumerable<(string Name, string Content)> Files(IReadOnlyList<(PageLink Page, NotebookRun Run)> notebooks)
    {
        yield return ("search.html", PageLayout.Render("Search", """
            <header class="top"><nav aria-label="Workbook"><a href="index.html">All notebooks</a></nav></header>
            <main id="content">
            <h1>Search</h1>
            <p><label for="q">Words, all of which stand in one cell</label><br><input id="q" type="search" autocomplete="off"></p>
            <p id="count" role="status"></p>
            <ol id="hits"></ol>
            </main>
            <script src="search-index.js"></script>
            <script src="search.js"></script>
            """));
        var cells = notebooks.SelectMany(notebook => notebook.Run.File.Notebook.Cells.Select((cell, index) => new
        {
            href = $"{notebook.Page.Href}#cell-{index + 1}",
            title = $"{notebook.Page.Title}, cell {index + 1}",
            text = cell.Source,
        }));
        yield return ("search-index.js", $"const cells = {JsonSerializer.Serialize(cells)};\n");
        using var script = new StreamReader(typeof(SiteSearch).Assembly.GetManifestResourceStream("site/search.js")!);
        yield return ("search.js", script.ReadToEnd());
    }
}
