using System.Net;
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
        return WorkLayout.Render($"Search: {query}", "contents.js", workspace.Feed.LastId, $"""
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
            if (words.All(word => cell.Source.Contains(word, StringComparison.OrdinalIgnoreCase)))
                yield return ($"/{name}#cell-{index + 1}", $"{file.Title}, cell {index + 1}", Excerpt(cell.Source, words[0]));
        }
    }

    private static string Excerpt(string source, string word)
    {
        var at = source.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        var start = Math.Max(0, at - Around);
        var end = Math.Min(source.Length, at + word.Length + Around);
        return $"{(start > 0 ? "… " : "")}{Encode(source[start..at])}<mark>{Encode(source[at..(at + word.Length)])}</mark>{Encode(source[(at + word.Length)..end])}{(end < source.Length ? " …" : "")}";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text.Replace('\n', ' '));
}
