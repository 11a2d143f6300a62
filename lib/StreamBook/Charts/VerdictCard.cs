using System.Xml.Linq;

namespace StreamBook.Charts;

/// <summary>The card that what is judged is shown on: a claim, an answer, or a finding.</summary>
internal static class VerdictCard
{
    // A host's theme is not known here: text keeps the page's own colour, the verdict's colour only tints.
    public static XElement Of(string label, string colour, string word, string heading, IEnumerable<object> content) => new("div",
        new XAttribute("role", "group"),
        new XAttribute("aria-label", label),
        Style($"margin:.5em 0;max-width:46em;padding:.6em .9em;color:inherit;border-left:5px solid {colour};border-radius:6px;background:{colour}17"),
        new XElement("div",
            Style("display:flex;flex-wrap:wrap;gap:.3em .8em;align-items:baseline"),
            new XElement("strong", word, Style($"flex:none;padding:.05em .6em;border:1px solid {colour};border-radius:1em;background:{colour}2b")),
            new XElement("span", Prose(heading), Style("flex:1 1 16em;font-weight:600"))),
        content);

    /// <summary>Text with code between backticks, of which two spaces are two.</summary>
    public static IEnumerable<object> Prose(string text) => text.Split('`')
        .Select((part, index) => index % 2 == 0 ? (object)part : new XElement("code", part, Style("white-space:pre-wrap")));

    public static XAttribute Style(string style) => new("style", style);
}
