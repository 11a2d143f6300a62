using System.Collections.Immutable;
using System.Xml.Linq;

namespace StreamBook.Charts;

/// <summary>What colours and marks of lanes mean. Only what occurs is explained.</summary>
internal static class LaneLegend
{
    private const int Width = 56, RowHeight = 15;

    /// <summary>How events that arrived are marked: both that were kept back are orange, as a third colour would not differ for all eyes.</summary>
    public static (string Name, object Value)[] Mark(Delivery delivery) => delivery switch
    {
        Delivery.InLumps => [("fill", "none"), ("stroke", Colour(delivery)), ("stroke-width", 2)],
        _ => [("fill", Colour(delivery))],
    };

    public static string Colour(Delivery delivery) => delivery switch
    {
        Delivery.Streamed => SvgMark.Blue,
        Delivery.Held or Delivery.InLumps => SvgMark.Orange,
        _ => SvgMark.Grey,
    };

    /// <summary>Each kind of mark with its meaning.</summary>
    public static ImmutableArray<(Delivery Delivery, string Meaning)> Of(IEnumerable<Capture> captures) =>
    [
        .. captures.Where(capture => !capture.Events.IsEmpty)
            .Select(capture => (capture.Delivery, Meaning(capture)))
            .Distinct().OrderBy(entry => entry.Delivery is Delivery.Unknown),
    ];

    /// <summary>Draws the legend from <paramref name="y"/> downwards and moves it to where it ends.</summary>
    public static XElement Draw(ImmutableArray<Capture> captures, ref int y)
    {
        var marks = new List<XElement>();
        foreach (var (delivery, meaning) in Of(captures))
        {
            marks.Add(SvgMark.Circle(1, y + RowHeight - 4, 3.5, Mark(delivery)));
            foreach (var line in TextLayout.Wrap(meaning, Width, 3))
                marks.Add(SvgMark.Text(3, y += RowHeight, line, ("opacity", .75)));
        }

        if (captures.Any(capture => !capture.Lumps.IsEmpty))
            marks.Add(SvgMark.Text(3, y += RowHeight, "a bigger mark: several events with one read", ("opacity", .75)));
        return SvgMark.Group("legend", marks, ("font-size", 11));
    }

    private static string Meaning(Capture capture) => capture.Delivery switch
    {
        Delivery.Streamed => "streamed: most came before the next was sent",
        Delivery.Held => "held: the first came only after the last was sent",
        Delivery.InLumps => "in lumps: most came only after the next was sent",
        _ => $"no verdict: {capture.DeliveryReason}",
    };
}
