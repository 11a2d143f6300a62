using System.Xml.Linq;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>
/// The listing as an HTML table rather than a picture: its text can be selected, wraps on a phone and is read out in
/// order. A bracket at its left joins the lines of an event.
/// </summary>
internal static class ByteListingHtml
{
    private const string Code = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
        + "font-size:.93em;white-space:pre-wrap;overflow-wrap:anywhere;color:inherit;background:none;padding:0;border:0;flex:0 1 24em";

    private const string Sign = "font-size:.72em;font-family:system-ui,sans-serif;border:1px solid;border-radius:3px;"
        + "padding:0 .25em;margin:0 1px;opacity:.7;white-space:nowrap";

    private const string Cell = "padding:.15em .8em .15em 0;vertical-align:top;text-align:left;color:inherit;"
        + "background:none;border:0;";

    public static XElement Of(string caption, IEnumerable<ListedLine> lines, string? omitted) => TableColumn.Around(
        caption,
        new XElement("thead", new XElement("tr", new XElement("td", ""), Heading("offset"), Heading("bytes, and what they are"))),
        new XElement("tbody",
            lines.SelectMany(Rows),
            omitted is null ? null : new XElement("tr", new XElement("td", omitted, new XAttribute("colspan", 3)))));

    private static IEnumerable<XElement> Rows(ListedLine listed)
    {
        var (line, block, dispatched, _) = listed;
        var isQuiet = line.Meaning is LineMeaning.Comment or LineMeaning.Ignored or LineMeaning.NoDispatch;
        yield return new XElement("tr",
            Bracket(block == BlockPart.None ? "" : "border-left:2px solid;", block == BlockPart.First ? "border-top:2px solid;" : ""),
            Data("text-align:right;opacity:.75;font-variant-numeric:tabular-nums;", Words.Of(line.Offset)),
            Data("width:100%;", SideBySide(Bytes(line), Sentence(Remark.On(line.Meaning)), isQuiet ? "opacity:.75" : "")));
        if (dispatched is not { } e)
            yield break;

        yield return new XElement("tr",
            Bracket("border-left:2px solid;", "border-bottom:2px solid;"),
            Data("", ""),
            Data("overflow-wrap:anywhere", "▶ ", new XElement("strong", $"Event {line.EventIndex + 1}:"), " ", Remark.On(e).Select(Sentence)));
        yield return new XElement("tr",
            new XAttribute("aria-hidden", "true"),
            new XElement("td", "", new XAttribute("colspan", 3), new XAttribute("style", "padding:0;border:0;height:.5em")));
    }

    /// <summary>Bytes and words side by side, or one below the other on a phone.</summary>
    public static XElement SideBySide(object bytes, object words, string wordStyle = "") => new("div",
        new XAttribute("style", "display:flex;flex-wrap:wrap;column-gap:1em"),
        new XElement("code", new XAttribute("style", Code), bytes),
        new XElement("span", new XAttribute("style", "flex:1 1 16em;overflow-wrap:anywhere;" + wordStyle), words));

    public static XElement Heading(string text) => new("th", text,
        new XAttribute("scope", "col"),
        new XAttribute("style", Cell + "border-bottom:1px solid;opacity:.75;font-weight:normal"));

    public static XElement Data(string style, params object[] content) => new("td", new XAttribute("style", Cell + style), content);

    private static XElement Bracket(string side, string corner) => new("td", "", new XAttribute("style",
        "padding:0;min-width:.5em;width:.5em;background:none;border:0;" + side + corner));

    private static IEnumerable<object> Sentence(Remark remark) => remark.Value is null
        ? [remark.Before]
        : [remark.Before, "“", .. remark.VisibleValue.Select(run => Run(run, "white-space:pre-wrap")), "”", remark.After];

    private static IEnumerable<XElement> Bytes(ExplainedLine line)
    {
        var runs = VisibleBytes.Of(line.Bytes.AsSpan());
        if (line.Meaning is LineMeaning.Field field && runs[0].Text.StartsWith(field.Name, StringComparison.Ordinal))
        {
            var colour = Colour(field.Name);
            yield return Run(new(field.Name, false), $"font-weight:600;border-bottom:2px solid {colour};background:{colour}2b");
            runs[0] = runs[0] with { Text = runs[0].Text[field.Name.Length..] };
        }

        foreach (var run in runs.Where(run => run.Text.Length > 0))
            yield return Run(run, line.Meaning is LineMeaning.Ignored ? "text-decoration:line-through" : "");
    }

    private static XElement Run(VisibleRun run, string style) => new("span", run.Text, new XAttribute("style", run switch
    {
        { IsSign: false } => style,
        { Text: "·" or ['…', ..] } => "opacity:.6",
        _ => Sign,
    }));

    private static string Colour(string fieldName) => fieldName switch
    {
        "data" => SvgMark.Blue,
        "event" => SvgMark.Purple,
        "id" => SvgMark.Green,
        _ => SvgMark.Orange,
    };
}
