using System.Text.Json;
using StreamBook.Cli.Runner;

namespace StreamBook.Cli.Page;

/// <summary>The search of a published site: one page with its script and the words of the course. It works from a file, so nothing is fetched.</summary>
internal static class SiteSearch
{
    public const string Name = "search.html";

    /// <summary>Leads there from the other pages.</summary>
    public const string Link = $" <a href=\"{Name}\">Search</a>";

    private static readonly Lazy<string> _script = new(() =>
    {
        using var reader = new StreamReader(typeof(SiteSearch).Assembly.GetManifestResourceStream("site/search.js")!);
        return reader.ReadToEnd();
    });

    /// <param name="notebooks">The notebooks, each with its page.</param>
    public static string Page(IReadOnlyList<(PageLink Page, NotebookRun Run)> notebooks)
    {
        var cells = notebooks.SelectMany(notebook => notebook.Run.File.Notebook.Cells.Select((cell, index) => new
        {
            href = $"{notebook.Page.Href}#cell-{index + 1}",
            title = $"{notebook.Page.Title}, cell {index + 1}",
            text = SearchText.Of(cell),
        }));
        return PageLayout.Render(
            "Search",
            """
            <header class="top"><nav aria-label="Workbook"><a href="index.html">All notebooks</a></nav></header>
            <main id="content">
            <h1>Search</h1>
            <p><label for="q">Words, all of which stand in one cell</label><br><input id="q" type="search" autocomplete="off"></p>
            <p id="count" role="status"></p>
            <ol id="hits"></ol>
            </main>
            """,
            $"const cells = {JsonSerializer.Serialize(cells)};\n",
            _script.Value);
    }
}
