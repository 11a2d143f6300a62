using System.Text;
using StreamBook.Cli.Runner;

namespace StreamBook.Cli.Page;

/// <summary>Writes the pages of a run, and an index, into a folder.</summary>
internal static class PageFolder
{
    public const string IndexName = "index.html";

    /// <param name="folder">Where to.</param>
    /// <param name="runs">The notebooks and what running them gave.</param>
    /// <param name="isSite">Whether they are to be published: with a search, and results to be guessed folded.</param>
    /// <returns>The paths of what was written, the index first.</returns>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<NotebookRun> runs, bool isSite = false)
    {
        Directory.CreateDirectory(folder);
        var links = Links(runs);
        var written = new List<string> { Write(folder, IndexName, IndexPage.Render([.. links.Zip(runs)], isSite)) };
        for (var i = 0; i < runs.Count; i++)
        {
            var page = NotebookPage.Render(runs[i], links.ElementAtOrDefault(i - 1), links.ElementAtOrDefault(i + 1), Pages(runs[i].NginxVersion), isSite);
            written.Add(Write(folder, Uri.UnescapeDataString(links[i].Href), page));
        }

        if (isSite)
            written.Add(Write(folder, SiteSearch.Name, SiteSearch.Page([.. links.Zip(runs)])));
        return written;

        Dictionary<string, string> Pages(string? nginxVersion)
        {
            var pages = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (run, link) in runs.Zip(links).Where(pair => pair.First.NginxVersion == nginxVersion))
                pages[Path.GetFullPath(run.File.Path)] = link.Href;
            return pages;
        }
    }

    /// <summary>A page is named as its notebook, and the nginx if one was asked for; of two with one name the second gets a number.</summary>
    private static List<PageLink> Links(IReadOnlyList<NotebookRun> runs)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "index", "search" };
        var links = new List<PageLink>();
        foreach (var run in runs)
        {
            var notebook = Path.GetFileNameWithoutExtension(run.File.Path) + (run.NginxVersion is null ? "" : $"-nginx-{run.NginxVersion}");
            var name = notebook;
            for (var copy = 2; !taken.Add(name); copy++)
                name = $"{notebook}-{copy}";
            links.Add(new(Uri.EscapeDataString(name) + ".html", run.File.Title + run.OnNginx));
        }

        return links;
    }

    private static string Write(string folder, string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content, new UTF8Encoding(false));
        return path;
    }
}
