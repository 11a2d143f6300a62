using System.Xml.Linq;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>A page as a browser drew it, and the same in words.</summary>
[TypeFormatterSource(typeof(Shown))]
public sealed class Screenshot
{
    // https://www.w3.org/TR/png-3/#5PNG-file-signature
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Takes what a browser's driver has made.</summary>
    /// <param name="png">The picture as PNG.</param>
    /// <param name="description">What is to be seen, in words: for a terminal and for those who do not see it.</param>
    /// <exception cref="ArgumentException">The bytes are no PNG; the description is empty.</exception>
    public Screenshot(byte[] png, string description)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        if (!png.AsSpan().StartsWith(Signature))
            throw new ArgumentException("These bytes are no PNG.", nameof(png));
        Text = description;
        Html = Markup.WriteHtml(new XElement("img",
            new XAttribute("src", $"data:image/png;base64,{Convert.ToBase64String(png)}"),
            new XAttribute("alt", description),
            new XAttribute("style", "max-width:100%;border:1px solid;box-sizing:border-box")));
    }

    /// <summary>What is to be seen, in words.</summary>
    public string Text { get; }

    /// <summary>The same as <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    /// <summary>The picture in itself, as an HTML fragment.</summary>
    internal string Html { get; }
}
