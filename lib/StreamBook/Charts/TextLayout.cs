using System.Globalization;
using System.Text;

namespace StreamBook.Charts;

/// <summary>Text in columns of a terminal, where a Chinese character or an emoji takes two and a combining mark none.</summary>
internal static class TextLayout
{
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    public static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;

    /// <summary>The text in one line, its end replaced by … where it is too wide.</summary>
    public static string Cut(string text, int width)
    {
        var line = string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        if (Width(line) <= width)
            return line;
        var cut = new StringBuilder();
        var used = 1;
        foreach (var rune in line.EnumerateRunes().TakeWhile(rune => (used += Width(rune)) <= width))
            cut.Append(rune.ToString());
        return cut.Append('…').ToString();
    }

    /// <summary>The text over at most <paramref name="maxLines"/> lines, broken at spaces where there are any.</summary>
    public static string[] Wrap(string text, int width, int maxLines)
    {
        var lines = new List<string>();
        var rest = Cut(text, int.MaxValue).Trim();
        while (lines.Count < maxLines - 1 && Width(rest) > width)
        {
            var fits = Cut(rest, width + 1).Length - 1;
            var space = rest.LastIndexOf(' ', fits);
            var end = space > 0 ? space : fits;
            lines.Add(rest[..end]);
            rest = rest[end..].TrimStart();
        }

        lines.Add(Cut(rest, width));
        return [.. lines];
    }

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        // East Asian wide and fullwidth blocks, and the emoji planes: https://www.unicode.org/reports/tr11/
        _ => rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3
            or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6
            or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD ? 2 : 1,
    };
}
