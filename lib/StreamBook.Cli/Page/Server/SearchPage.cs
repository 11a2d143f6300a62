using System.Text;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page.Server;

/// <summary>Where in the course words stand.</summary>
internal static class SearchPage
{
    private const int MostHits = 100;
    private const int Around = 80;

    public static string Render(Workspace workspace, string query)
    {
        string[] words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var hits = words.Length == 0 ? [] : workspace.Notebooks.SelectMany(notebook => Hits(notebook.Name, notebook.Path, words)).Take(MostHits + 1).ToArray();
        var list = new StringBuilder();
        foreach (var (href, title, text) in hits.Take(MostHits))
            list.Append($"<li><a href=\"{href}\">{WorkLayout.Encode(title)}</a><br>{text}</li>\n");
        var count = hits.Length > MostHits ? $"more than {MostHits} places" : hits.Length == 1 ? "1 place" : $"{hits.Length} places";
        return WorkLayout.Render($"Search: {query}", "contents.js", workspace.Feed.LastId, query: query, body: $"""
            <main id="content">
            <h1>Search</h1>
            <p>“{WorkLayout.Encode(query)}”: {count}</p>
            <ol class="hits">
            {list}</ol>
            </main>
            """);
    }

    private static IEnumerable<(string Href, string Title, string Text)> Hits(string name, string path, string[] words)
    {
        NotebookFile file;
        try
        {
            file = NotebookFile.Load(path);
        }
        catch (NotebookException)
        {
            yield break;
        }

        foreach (var (index, cell) in file.Notebook.Cells.Index())
        {
            var text = SearchText.Of(cell);
            if (words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
                yield return ($"/{name}#cell-{index + 1}", $"{file.Title}, cell {index + 1}", Excerpt(text, words[0]));
        }
    }

    // From the beginning of a word to the end of one.
    private static string Excerpt(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        var after = at + word.Length;
        var start = at <= Around ? 0 : text.IndexOf(' ', at - Around, Around) + 1 is > 0 and var begin ? begin : at;
        var end = text.Length - after <= Around ? text.Length : text.LastIndexOf(' ', after + Around, Around) is > 0 and var stop ? stop : after;
        return $"{(start > 0 ? "… " : "")}{WorkLayout.Encode(text[start..at])}<mark>{WorkLayout.Encode(text[at..after])}</mark>{WorkLayout.Encode(text[after..end])}{(end < text.Length ? " …" : "")}";
    }
}
