using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>Captures as lanes of arrivals on one axis of time.</summary>
internal static class LanesPicture
{
    private const int Gap = 18, AxisHeight = 22;

    public static Picture Of(ImmutableArray<Capture> captures)
    {
        if (captures.IsEmpty)
            throw new ArgumentException("There is no capture to draw.", nameof(captures));

        var axis = new TimeAxis(captures.Max(Longest));
        var marks = new List<XElement>();
        var y = 0;
        foreach (var capture in captures)
            marks.Add(SvgMark.Group("lane", new Lane(capture, axis, showsName: captures.Length > 1).Draw(ref y)));
        marks.Insert(0, SvgMark.Group("grid", axis.Ticks.Select(tick =>
            SvgMark.Line(axis.X(tick), 0, axis.X(tick), y + Gap / 2)), ("stroke", "currentColor"), ("opacity", .15)));
        marks.Add(Axis(axis, y + Gap / 2));
        y += Gap / 2 + AxisHeight;
        marks.Add(LaneLegend.Draw(captures, ref y));

        var title = captures is [var only]
            ? $"{only.Name}: {LaneWording.Summary(only)}"
            : (captures.Any(capture => capture.Events.Any(arrived => arrived.SentOffset is not null)) ? "What was sent and what" : "What")
                + " arrived, by time since the request";
        var description = string.Join(' ', captures.Select(LaneWording.Sentence));
        return new Picture(title, description, Text(title, captures, axis), y + 4, marks) { Source = new PictureSource.Lanes(captures) };
    }

    private static TimeSpan Longest(Capture capture) => new[]
    {
        capture.EndOffset,
        capture.HeadersOffset ?? default,
        capture.Reads.Select(read => read.Offset).DefaultIfEmpty().Max(),
        capture.Events.Select(arrived => arrived.Offset).DefaultIfEmpty().Max(),
        capture.Events.Select(arrived => arrived.SentOffset ?? default).DefaultIfEmpty().Max(),
    }.Max();

    private static XElement Axis(TimeAxis axis, int y) => SvgMark.Group(
        "axis",
        [
            SvgMark.Text(0, y + 14, "time", ("opacity", .75)),
            .. axis.Ticks.Select(tick => SvgMark.Text(axis.X(tick), y + 14, axis.Label(tick),
                ("text-anchor", axis.Share(tick) > .95 ? "end" : "middle"))),
        ],
        ("font-size", 11));

    private static string Text(string title, ImmutableArray<Capture> captures, TimeAxis axis)
    {
        var text = new StringBuilder().Append(title).Append('\n');
        foreach (var capture in captures)
            text.Append('\n').Append(LaneWording.Strip(capture, axis));
        text.Append(Words.Invariant($"\n  time     0 … {Words.OfDuration(axis.Longest)}"));
        if (captures.Any(capture => !capture.Lumps.IsEmpty))
            text.Append("\n  ◉        several events with one read");
        foreach (var (_, meaning) in LaneLegend.Of(captures))
            text.Append("\n  ").Append(meaning);
        return text.ToString();
    }
}
