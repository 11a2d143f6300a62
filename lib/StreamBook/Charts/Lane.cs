using System.Xml.Linq;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>One capture in a picture: its name and verdict, and below them what was sent and what arrived.</summary>
internal sealed class Lane(Capture capture, TimeAxis axis, bool showsName)
{
    // What fits on a phone, in characters: a bold name, a name with its verdict, small print from the axis to the edge.
    private const int NameWidth = 40, HeadlineWidth = 45, RemarkWidth = 44;

    private const int RowHeight = 17, SmallRowHeight = 15;

    // What a number of four digits takes on a phone, in percent.
    private const double LumpWidth = 8;

    // Beyond this many, marks touch: a coarser grid then draws fewer, and twelve such lanes stay under half a megabyte.
    private const int MostFineMarks = 200;

    private readonly string _verdict = LaneWording.Verdict(capture);

    private readonly Delivery _delivery = capture.Delivery;

    private readonly string _colour = LaneLegend.Colour(capture.Delivery);

    /// <summary>Draws from <paramref name="y"/> downwards and moves it to where the lane ends.</summary>
    public List<XElement> Draw(ref int y)
    {
        var marks = new List<XElement>();
        var name = showsName ? TextLayout.Wrap(capture.Name, NameWidth, 2) : [];
        foreach (var line in name)
            marks.Add(SvgMark.Text(0, y += RowHeight, line, ("font-weight", 600)));
        var fitsBesideName = name is [.., var last] && TextLayout.Width(last) + TextLayout.Width(_verdict) <= HeadlineWidth;
        y += fitsBesideName ? 0 : RowHeight;
        marks.Add(SvgMark.Text(100, y, _verdict, ("text-anchor", "end")));

        var sentAt = y + 19;
        var hasSent = capture.Events.Any(arrived => arrived.SentOffset is not null);
        var arrivedAt = hasSent ? sentAt + 30 : sentAt + 2;
        if (hasSent)
            marks.Add(RowName("sent", sentAt));
        marks.Add(RowName("arrived", arrivedAt));
        marks.Add(SvgMark.Group("connection", Connection(arrivedAt), ("stroke", "currentColor"), ("fill", "none")));
        marks.AddRange(Events(sentAt, arrivedAt));
        y = arrivedAt;
        marks.AddRange(Failure(ref y));

        // Reads are worth a row only where they tell something that the events do not.
        if (!ReadPositions.ToHashSet().IsSubsetOf(capture.Events.Select(arrived => X(arrived.Offset))))
            marks.AddRange(Reads(y += RowHeight));
        if (LaneWording.Lumps(capture) is not null)
            marks.AddRange(Lumps(y += RowHeight));
        marks.AddRange(Times(y += RowHeight));
        foreach (var remark in LaneWording.Remarks(capture))
        {
            foreach (var line in TextLayout.Wrap(remark, RemarkWidth, 3))
                marks.Add(SvgMark.Text(TimeAxis.Left, y += SmallRowHeight, line, ("font-size", 11)));
        }

        y += 14;
        return marks;
    }

    private IEnumerable<double> ReadPositions => capture.Reads.Select(read => X(read.Offset));

    private double X(TimeSpan offset) => Math.Max(capture.Events.Length, capture.Reads.Length) > MostFineMarks
        ? Math.Round(axis.X(offset) * 2) / 2
        : axis.X(offset);

    private static XElement RowName(string name, int y) =>
        SvgMark.Text(0, y + 4, name, ("font-size", 11), ("opacity", .75));

    /// <summary>Dashed while nothing has come, a line while the response is open, and how it ended.</summary>
    private IEnumerable<XElement> Connection(int y)
    {
        var end = axis.X(capture.EndOffset);
        var open = capture.HeadersOffset is { } headers ? axis.X(headers) : end;
        yield return SvgMark.Line(TimeAxis.Left, y, open, y, ("stroke-dasharray", "2 4"));
        if (capture.HeadersOffset is not null)
        {
            yield return SvgMark.Line(open, y, end, y, ("opacity", .6));
            if (end - open > 1.5)
                yield return SvgMark.Path(open, y, "M0-7 6 0 0 7-6 0z", ("stroke-width", 1.5));
        }

        yield return SvgMark.Path(end, y, LaneWording.IsWhole(capture) ? "M0-7V7" : "M-5-5 5 5M-5 5 5-5", ("stroke-width", 2));
    }

    /// <summary>Why the response did not end as it should: below its cross, towards the side where there is more room.</summary>
    private XElement[] Failure(ref int y)
    {
        if (LaneWording.Failure(capture) is not { } failure)
            return [];
        var cross = axis.X(capture.EndOffset);
        var (room, anchor) = cross >= TimeAxis.Right - cross ? (cross, "end") : (TimeAxis.Right - cross, "start");
        var width = (int)(RemarkWidth * room / (TimeAxis.Right - TimeAxis.Left));
        var lines = new List<XElement>();
        foreach (var line in TextLayout.Wrap("✕ " + failure, width, 4))
            lines.Add(SvgMark.Text(cross, y += SmallRowHeight, line, ("text-anchor", anchor)));
        return [SvgMark.Group("failure", lines, ("font-size", 11))];
    }

    /// <summary>Events that would lie on one another are one mark, the bigger the more they are.</summary>
    private IEnumerable<XElement> Events(int sentAt, int arrivedAt)
    {
        var sent = new List<XElement>();
        var journeys = new List<XElement>();
        var numbered = capture.Events.Select((arrived, index) => (Arrived: arrived, Number: index + 1)).ToArray();
        var departures = numbered
            .Where(e => e.Arrived.SentOffset is not null)
            .GroupBy(e => (From: X(e.Arrived.SentOffset!.Value), To: X(e.Arrived.Offset)));
        foreach (var group in departures)
        {
            sent.Add(SvgMark.Line(group.Key.From, sentAt - 5, group.Key.From, sentAt + 5));
            journeys.Add(SvgMark.Line(group.Key.From, sentAt + 5, group.Key.To, arrivedAt));
        }

        var arrivals = numbered
            .GroupBy(e => X(e.Arrived.Offset))
            .Select(group => SvgMark.Circle(group.Key, arrivedAt, 3.5 + Math.Min(3.5, Math.Log2(group.Count()) * .8))
                .WithTip(LaneWording.Tip(capture, [.. group])));

        if (sent.Count > 0)
        {
            yield return SvgMark.Group("journey", journeys, ("stroke", _colour), ("opacity", .5));
            yield return SvgMark.Group("sent", sent, ("stroke", _colour), ("stroke-width", 2));
        }

        yield return SvgMark.Group("arrived", arrivals, LaneLegend.Mark(_delivery));
    }

    private IEnumerable<XElement> Reads(int y) =>
    [
        RowName("reads", y),
        SvgMark.Group("reads", ReadPositions.Distinct().Select(x => SvgMark.Line(x, y - 4, x, y + 4)),
            ("stroke", SvgMark.Grey), ("stroke-width", 1.5)),
    ];

    /// <summary>How many events came with each read; where numbers would touch, the later is left out.</summary>
    private IEnumerable<XElement> Lumps(int y)
    {
        var numbers = new List<XElement>();
        var free = double.MinValue;
        foreach (var lump in capture.Lumps)
        {
            if (X(lump.Offset) < free)
                continue;
            free = X(lump.Offset) + LumpWidth;
            numbers.Add(SvgMark.Text(X(lump.Offset), y + 4, Words.Of(lump.EventCount), ("text-anchor", "middle")));
        }

        return [RowName("per read", y), SvgMark.Group("lumps", numbers, ("font-size", 10))];
    }

    /// <summary>When headers came and when the response ended, each below its mark unless the marks are close.</summary>
    private XElement[] Times(int y)
    {
        var count = capture.Events.Length < 2 ? "" : LaneWording.Count(capture) + ", ";
        var end = $"{count}end {Words.OfDuration(capture.EndOffset)}";
        var endShare = axis.Share(capture.EndOffset);
        if (capture.HeadersOffset is not { } headersOffset)
            return [endShare > .65 ? LeftOf(capture.EndOffset, end) : RightOf(TimeSpan.Zero, end)];

        var headers = "headers " + Words.OfDuration(headersOffset);
        if (endShare - axis.Share(headersOffset) > .7)
            return [RightOf(headersOffset, headers), LeftOf(capture.EndOffset, end)];
        var both = $"{headers}, {end}";
        return [endShare > .65 ? LeftOf(capture.EndOffset, both) : RightOf(TimeSpan.Zero, both)];

        XElement LeftOf(TimeSpan offset, string text) => Time(offset, text, "end");
        XElement RightOf(TimeSpan offset, string text) => Time(offset, text, "start");
        XElement Time(TimeSpan offset, string text, string anchor) =>
            SvgMark.Text(axis.X(offset), y, text, ("font-size", 11), ("opacity", .75), ("text-anchor", anchor));
    }
}
