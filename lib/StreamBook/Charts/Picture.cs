using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// A picture without any script, and the same in words. It is readable on light and dark pages and on a phone: its
/// width is that of the page, its text keeps its size.
/// </summary>
[TypeFormatterSource(typeof(Shown))]
public sealed class Picture
{
    private readonly string _description;
    private readonly int _height;
    private readonly XElement[] _marks;

    // The marks are SVG with horizontal positions in percent, so that the width alone follows the page.
    internal Picture(string title, string description, string text, int height, IEnumerable<XElement> marks)
    {
        (Title, Text, _description, _height, _marks) = (title, text, description, height, [.. marks]);
        // `svg:root` is this document only: it matches nothing when somebody pastes it into a page.
        Svg = Markup.Write(Root("760", "", new XElement(SvgMark.Namespace + "style",
            "svg:root{color:#1f2328}@media(prefers-color-scheme:dark){svg:root{color:#e6edf3}}")));
    }

    /// <summary>What the picture shows, in one line.</summary>
    public string Title { get; }

    /// <summary>The picture in plain text, for a terminal and for those who do not see it.</summary>
    public string Text { get; }

    /// <summary>The picture as an SVG document of its own, 760 pixels wide.</summary>
    public string Svg { get; }

    /// <summary>What was drawn, for a host that draws it in its own way; null where that is not kept.</summary>
    internal PictureSource? Source { get; init; }

    /// <summary>The same as <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    /// <summary>A figure with its caption, as wide as the page and in the page's own colour of text.</summary>
    internal string ToHtml() => Markup.WriteHtml(new XElement("figure",
        new XAttribute("style", "margin:.5em 0;max-width:60em"),
        new XElement("figcaption", new XAttribute("style", "margin-bottom:.6em;text-align:left"), Title),
        Root("100%", "display:block;overflow:visible;background:none", null)));

    private XElement Root(string width, string style, XElement? styleSheet)
    {
        var content = string.Concat(_marks.Select(Markup.Write));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Title + _description + content));
        var id = "picture-" + Convert.ToHexStringLower(hash)[..12];
        return new XElement(SvgMark.Namespace + "svg",
            new XAttribute("id", id),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", id + "-title"),
            new XAttribute("aria-describedby", id + "-desc"),
            new XAttribute("width", width),
            new XAttribute("height", _height),
            new XAttribute("font-family", "system-ui,-apple-system,'Segoe UI',sans-serif"),
            new XAttribute("font-size", 13),
            new XAttribute("fill", "currentColor"),
            new XAttribute("style", style),
            new XElement(SvgMark.Namespace + "title", new XAttribute("id", id + "-title"), Title),
            new XElement(SvgMark.Namespace + "desc", new XAttribute("id", id + "-desc"), _description),
            styleSheet,
            _marks);
    }
}

/// <summary>What a picture was drawn from.</summary>
internal abstract record PictureSource
{
    private PictureSource()
    {
    }

    /// <summary>Captures as lanes.</summary>
    public sealed record Lanes(ImmutableArray<Capture> Captures) : PictureSource;

    /// <summary>Values as bars.</summary>
    public sealed record Bars(string Unit, ImmutableArray<(string Label, double Value)> Values) : PictureSource;
}
