using System.Xml.Linq;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>A heading and the words of its cells, and the two forms of a table made of columns.</summary>
internal sealed class TableColumn
{
    private readonly string _heading;
    private readonly string[] _cells;
    private readonly bool _isNumeric;

    public TableColumn(string heading, object?[] values)
    {
        object[] known = [.. values.Where(value => value is not null)!];
        var isTime = known.Length > 0 && known.All(value => value is TimeSpan);
        _isNumeric = known.Length > 0 && known.All(value => value is TimeSpan or (IConvertible and not (string or bool or char or DateTime or Enum)));
        _heading = isTime ? heading + " (ms)" : heading;
        _cells = [.. values.Select(value =>
            isTime && value is TimeSpan time ? Words.Invariant($"{time.TotalMilliseconds:#,0.0}") : Words.Of(value))];
    }

    public static XElement Html(string? caption, TableColumn[] columns)
    {
        var head = columns.Select(column => new XElement("th", column._heading,
            new XAttribute("scope", "col"),
            new XAttribute("style", column.Style + "border-bottom:1px solid;vertical-align:bottom")));
        var rows = Enumerable.Range(0, columns is [var first, ..] ? first._cells.Length : 0).Select(row =>
            new XElement("tr", columns.Select((column, index) => index == 0
                ? new XElement("th", column._cells[row], new XAttribute("scope", "row"), new XAttribute("style", column.Style + "font-weight:normal;" + Rule))
                : new XElement("td", column._cells[row], new XAttribute("style", column.Style + Rule)))));
        return Around(caption, new XElement("thead", new XElement("tr", head)), new XElement("tbody", rows));
    }

    /// <summary>What every HTML table here has in common: it scrolls rather than spill over on a narrow page.</summary>
    public static XElement Around(string? caption, params XElement[] parts) => new(
        "div",
        new XAttribute("style", "overflow-x:auto;margin:.5em 0"),
        new XElement("table",
            new XAttribute("style", "border-collapse:collapse;margin:0;border:0;text-align:left;color:inherit;font-variant-numeric:tabular-nums" + RoomFor(caption)),
            caption is null ? null : new XElement("caption", caption, new XAttribute("style", "text-align:left;caption-side:top;color:inherit;padding:0 0 .5em")),
            parts));

    // A caption is never wider than its table: below one narrow column it would stand a word a line.
    private static string RoomFor(string? caption) =>
        caption is null ? "" : Words.Invariant($";min-width:min(100%,{Math.Min(caption.Length, 60)}ch)");

    public static string Text(string? caption, TableColumn[] columns)
    {
        var rowCount = columns is [var first, ..] ? first._cells.Length : 0;
        var widths = columns.Select(column => column._cells.Append(column._heading).Max(Width)).ToArray();
        var head = Row(column => column._heading);
        var rule = string.Join("  ", widths.Select(width => new string('─', width)));
        var rows = Enumerable.Range(0, rowCount).Select(row => Row(column => column._cells[row]));
        return string.Join('\n', [.. caption is null ? Array.Empty<string>() : [caption], head, rule, .. rows]);

        static int Width(string text) => TextLayout.Width(OneLine(text));

        string Row(Func<TableColumn, string> cell) => string.Join("  ", columns.Select((column, index) =>
            column._isNumeric
                ? TextLayout.PadLeft(OneLine(cell(column)), widths[index])
                : TextLayout.PadRight(OneLine(cell(column)), widths[index]))).TrimEnd();
    }

    private const string Rule = "border-bottom:1px solid rgba(128,128,128,.3)";

    private string Style => $"padding:.25em 1.2em .25em 0;color:inherit;background:none;vertical-align:top;text-align:{(_isNumeric ? "right" : "left")};";

    private static string OneLine(string text) => Markup.Visible(TextLayout.Cut(text, int.MaxValue));
}
