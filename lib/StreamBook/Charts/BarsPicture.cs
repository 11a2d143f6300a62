using System.Xml.Linq;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>Values as horizontal bars: each label above its bar, each value at its end.</summary>
internal static class BarsPicture
{
    public static Picture Of(string title, string unit, (string Label, double Value)[] bars)
    {
        if (bars.Length == 0)
            throw new ArgumentException("There is no bar to draw.", nameof(bars));
        foreach (var (label, value) in bars)
        {
            if (!double.IsFinite(value) || value < 0)
                throw new ArgumentOutOfRangeException(nameof(bars), value, $"The value of “{label}” is not a number from 0 up.");
        }

        var most = bars.Max(bar => bar.Value);
        // A character of the value behind the bar takes about 2.6 percent of a phone's width.
        var longest = Math.Clamp(98 - 2.6 * bars.Max(bar => TextLayout.Width(Measure(bar.Value))), 40, 80);
        var marks = new List<XElement>();
        var y = 0;
        foreach (var (label, value) in bars)
        {
            var length = most == 0 ? 0 : value / most * longest;
            foreach (var line in TextLayout.Wrap(label, 44, 2))
                marks.Add(SvgMark.Text(0, y += 17, line));
            marks.Add(SvgMark.Bar(0, y + 5, length, 14, ("fill", SvgMark.Blue), ("data-marks", "bar")));
            marks.Add(SvgMark.Text(length, y + 17, Measure(value), ("dx", 6), ("font-weight", 600)));
            y += 27;
        }

        var description = string.Join("; ", bars.Select(bar => $"{bar.Label}: {Measure(bar.Value)}")) + ".";
        return new Picture(title, description, Text(), y, marks) { Source = new PictureSource.Bars(unit, [.. bars]) };

        string Measure(double value) => unit.Length == 0 ? Words.Of(value) : $"{Words.Of(value)} {unit}";

        string Text()
        {
            var labelWidth = bars.Max(bar => TextLayout.Width(TextLayout.Cut(bar.Label, 52)));
            var lines = bars.Select(bar =>
            {
                var blocks = most == 0 ? 0 : (int)Math.Round(bar.Value / most * 40);
                return $"  {TextLayout.PadRight(TextLayout.Cut(bar.Label, 52), labelWidth)}  {new string('█', blocks)} {Measure(bar.Value)}";
            });
            return title + "\n" + string.Join('\n', lines);
        }
    }
}
