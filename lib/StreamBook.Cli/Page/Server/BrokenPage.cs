using System.Text.Json;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page.Server;

/// <summary>A file that is no notebook, line by line, with the line that is wrong. It is shown, never written.</summary>
internal static class BrokenPage
{
    private const int MostLines = 5_000;

    public static string Render(string name, NotebookException error, string lastEventId)
    {
        var wrong = error.InnerException is JsonException { LineNumber: { } number } ? (int)number : -1;
        var lines = File.Exists(error.Path) ? File.ReadLines(error.Path).Take(MostLines) : [];
        var shown = string.Concat(lines.Select((line, index) => index == wrong
            ? $"<mark id=\"wrong\">{WorkLayout.Encode(Runner.PlainText.Of(line))}</mark>\n"
            : $"{WorkLayout.Encode(Runner.PlainText.Of(line))}\n"));
        return WorkLayout.Render(name, "contents.js", lastEventId, $"""
            <main id="content">
            <h1>{WorkLayout.Encode(name)}</h1>
            <div class="notice" role="alert"><p>{WorkLayout.Encode(error.Message)}</p>
            <p>{(wrong < 0 ? "" : "<a href=\"#wrong\">Go to the line that is wrong.</a> ")}The file is only shown, and stays as it is. Mend it in an editor and load this page again.</p></div>
            <pre class="file" tabindex="0" role="region" aria-label="The file">{shown}</pre>
            </main>
            """);
    }
}
