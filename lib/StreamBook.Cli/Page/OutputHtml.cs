using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Markdig;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Runner;

namespace StreamBook.Cli.Page;

/// <summary>One output of a cell as HTML that cannot change anything outside of itself.</summary>
internal static class OutputHtml
{
    /// <summary>How each iframe begins.</summary>
    public const string IframeStart = "<iframe sandbox=\"allow-scripts\"";

    private static readonly string[] _preference = ["text/html", "image/svg+xml", "text/markdown", "text/plain"];

    private static readonly MarkdownPipeline _markdown = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    /// <param name="output">The output.</param>
    /// <param name="name">What it is called where it needs a name, such as <c>Output of cell 3</c>.</param>
    /// <param name="iframe">Where a page that has an address finds the document of an iframe; without it the document stands in the page.</param>
    /// <returns>The HTML; empty for what is not shown.</returns>
    public static string Of(CellOutput output, string name, Func<string, string>? iframe = null) => output switch
    {
        CellOutput.Text text => Text(text.Value, text.IsError ? "stderr" : "stdout", text.IsError ? $"{name}: standard error" : name),
        CellOutput.Display display => Value(display.Formats, name, iframe),
        CellOutput.Diagnostic { Severity: "warning" } warning =>
            Text($"({warning.Line},{warning.Column}): warning {warning.Code}: {warning.Message}", "stderr", $"{name}: warning"),
        _ => "",
    };

    /// <summary>Text in a box that scrolls by itself, with the keyboard too.</summary>
    public static string Text(string text, string kind, string name) =>
        $"<pre class=\"{kind}\" tabindex=\"0\" role=\"region\" aria-label=\"{Encode(name)}\">{Encode(PlainText.Of(text).TrimEnd('\n'))}</pre>\n";

    private static string Value(IReadOnlyDictionary<string, string> formats, string name, Func<string, string>? iframe)
    {
        var type = _preference.FirstOrDefault(formats.ContainsKey) ?? formats.Keys.FirstOrDefault();
        return type switch
        {
            null => "",
            "text/html" => Html(formats[type], name, iframe),
            "image/svg+xml" => $"<figure>{Svg(formats[type], name)}</figure>\n",
            "text/markdown" => FromMarkdown(formats[type], name),
            _ => Text(formats[type], "value", name),
        };
    }

    private static string Html(string html, string name, Func<string, string>? iframe) => HtmlFragment.Kind(html) switch
    {
        HtmlFragmentKind.Plain => $"<div class=\"value\">{html}</div>\n",
        HtmlFragmentKind.Styled => $"<div class=\"value\">{Apart(html)}</div>\n",
        _ => Iframe(html, name, iframe),
    };

    /// <summary>With a page of its own, which has no origin, and the policy of ours: it loads nothing from the network.</summary>
    private static string Iframe(string html, string name, Func<string, string>? iframe) =>
        $"{IframeStart} title=\"{Encode(name)}\" {(iframe is null ? $"srcdoc=\"{Encode(PackagedScript.In(html))}\"" : $"src=\"{Encode(iframe(html))}\"")}></iframe>\n"
        + (HtmlFragment.LoadsFromNetwork(html) ? "<p class=\"note\">It asks for files from the network, which this page does not load.</p>\n" : "");

    private static string FromMarkdown(string markdown, string name) =>
        SafeMarkdown.ToHtml(markdown, _markdown) is { } html && HtmlFragment.Kind(html) == HtmlFragmentKind.Plain
            ? $"<div class=\"value\">{html}</div>\n"
            : Text(markdown, "value", name);

    /// <summary>In the page, so that its text can be read, found and enlarged; as a picture if it could act there.</summary>
    private static string Svg(string svg, string name)
    {
        try
        {
            var root = XDocument.Parse(svg).Root!;
            var inPage = root.ToString(SaveOptions.DisableFormatting);
            if (root.Name.LocalName == "svg" && HtmlFragment.Kind(inPage) is var kind && kind != HtmlFragmentKind.Foreign)
                return kind == HtmlFragmentKind.Styled ? Apart(inPage) : inPage;
            name = root.Elements().FirstOrDefault(element => element.Name.LocalName == "title")?.Value ?? name;
        }
        catch (XmlException)
        {
            // A browser decides what it makes of it; nothing of it can leave the picture.
        }

        return $"<img alt=\"{Encode(name)}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\">";
    }

    /// <summary>A tree of its own: its styles reach nothing else. Needs no script.</summary>
    private static string Apart(string html) => $"<div><template shadowrootmode=\"open\">{html}</template></div>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
