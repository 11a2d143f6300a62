using System.Text.Json;
using System.Xml.Linq;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook.Exercises;

/// <summary>How a verdict looks as the result of a cell, and what a program reads of it.</summary>
internal sealed class ShownVerdict
{
    private readonly Shown.Formatter[] _formatters =
    [
        new(Shown.Html, value => value is Verdict verdict ? Markup.Write(Card(verdict)) : null),
        new(Shown.PlainText, value => (value as Verdict)?.ToString()),
        new(Verdict.MimeType, value => value is Verdict verdict ? JsonSerializer.Serialize(verdict, JsonSerializerOptions.Web) : null),
    ];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    // A host's theme is not known here: text keeps the page's own colour, the verdict's colour only tints.
    private static XElement Card(Verdict verdict)
    {
        var colour = verdict.Kind switch
        {
            VerdictKind.True => SvgMark.Green,
            VerdictKind.Sharper => SvgMark.Orange,
            _ => SvgMark.Red,
        };
        return new XElement("div",
            new XAttribute("role", "group"),
            new XAttribute("aria-label", $"Verdict on {verdict.Claim}"),
            Style($"margin:.5em 0;max-width:46em;padding:.6em .9em;color:inherit;border-left:5px solid {colour};border-radius:6px;background:{colour}17"),
            new XElement("div",
                Style("display:flex;flex-wrap:wrap;gap:.3em .8em;align-items:baseline"),
                new XElement("strong", verdict.Word, Style($"flex:none;padding:.05em .6em;border:1px solid {colour};border-radius:1em;background:{colour}2b")),
                new XElement("span", Prose(verdict.Sentence), Style("flex:1 1 16em;font-weight:600"))),
            new XElement("div", "Measured: ", Prose(verdict.Figure), Style("margin-top:.4em")),
            new XElement("div", $"{verdict.Claim} · {verdict.MeasuredOn}", Style("opacity:.75;font-size:.85em")));
    }

    private static IEnumerable<object> Prose(string text) => text.Split('`')
        .Select((part, index) => index % 2 == 0 ? (object)part : new XElement("code", part));

    private static XAttribute Style(string style) => new("style", style);
}
