using System.Text.RegularExpressions;

namespace StreamBook.Tests;

/// <summary>How our values look where Jupyter shows them: its own style sheet, its typesetter of mathematics, in a real browser.</summary>
public sealed partial class JupyterPageTests
{
    private const string MathJax = "/usr/share/javascript/mathjax/MathJax.js?config=TeX-AMS_HTML";

    // Written into the page once the typesetter has gone over it.
    private const string Probe = """
        <script>
        MathJax.Hub.Queue(() => {
            const count = selector => document.querySelectorAll(selector).length;
            const style = element => getComputedStyle(element);
            const caption = [...document.querySelectorAll("caption")].find(caption => caption.textContent == "One narrow column and many words");
            document.body.insertAdjacentHTML("beforeend", "<p id='probe'>" + [
                count(".jp-MarkdownOutput script[type^='math']"), count(".jp-OutputArea script[type^='math']"),
                [...new Set([...document.querySelectorAll("figure svg svg")].map(inner => style(inner).overflow))],
                caption.clientHeight < 2.5 * parseFloat(style(caption).fontSize),
            ].join(" | ") + "</p>");
        });
        </script>
        """;

    private static readonly string[] _cells =
    [
        "# $x^2$ is mathematics",
        // Of the still pictures: those that answer to the mouse take their place.
        "AppContext.SetSwitch(\"StreamBook.Plain\", true);",
        $"#r \"{typeof(Lab).Assembly.Location}\"\nusing StreamBook;\nvar line = \"$remote_addr:$remote_port\";",
        "display(Table.Of(new[] { line }, line));\ndisplay(Draw.Bars(line, \"ms\", (line, 1), (line, 2)));",
        "Table.Of(new[] { 1, 2 }, \"One narrow column and many words\", (\"n\", n => n))",
        "await using (var backend = await BackendServer.StartAsync())\n    display(await backend.CaptureAsync(\"/clock?count=2&interval=5\"));",
    ];

    [JupyterTheory, InlineData(1200), InlineData(480)]
    public async Task Variables_of_nginx_are_no_mathematics_marks_are_whole_and_a_caption_has_room(int width)
    {
        using var book = new TempBook();
        var (notebook, html) = (book.Notebook("page", _cells), book.InBook("page.html"));

        var run = await Jupyter.RunAsync(notebook, html, $"--HTMLExporter.mathjax_url=file://{MathJax}");
        run.ExitCode.ShouldBe(0, run.Error);
        File.AppendAllText(html, Probe);
        var page = await Chromium.DumpAsync(html, width);

        Seen().Match(page).Groups[1].Value.ShouldBe("1 | 0 | visible | true");
    }

    [GeneratedRegex("<p id=\"probe\">(.*?)</p>")]
    private static partial Regex Seen();
}
