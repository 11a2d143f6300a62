using StreamBook.Sse;
using StreamBook.Timing;

namespace StreamBook.Diagnoses;

/// <summary>What of a capture can be compared with another of the same stream.</summary>
/// <param name="LumpedShare">The share of events that came at once with others, from 0 to 1.</param>
/// <param name="ReadCount">How many reads brought all the events.</param>
internal sealed record Shape(double LumpedShare, int ReadCount)
{
    private static readonly TimeSpan _aMoment = 2 * ClientPulse.Period;

    // What a source writes in a row comes so close, in several reads from the source and in one behind a hop: nobody held it.
    private static readonly TimeSpan _atOnce = TimeSpan.FromMilliseconds(5);

    public static Shape Of(Capture capture)
    {
        var offsets = capture.Events.Select(e => e.Offset).ToArray();
        if (offsets.Length == 0)
            return new(0, 0);
        var together = Enumerable.Range(0, offsets.Length).Count(i =>
            (i > 0 && offsets[i] - offsets[i - 1] <= _atOnce) || (i + 1 < offsets.Length && offsets[i + 1] - offsets[i] <= _atOnce));
        return new((double)together / offsets.Length, offsets.Distinct().Count());
    }

    /// <summary>Whether the header section came together with the first bytes of the body.</summary>
    public static bool HeadersCameWithBody(Capture capture) => capture.TimeToFirstByte - capture.HeadersOffset <= _aMoment;

    /// <summary>When the header sections came.</summary>
    public static Spread? HeadersOf(Place place) => Spread.Of(place.Captures.Select(capture => capture.HeadersOffset).OfType<TimeSpan>());

    /// <summary>Whether comments come at the one place and not at the other, where as many events come.</summary>
    public static bool HeartbeatsAreLost(Place near, Place far) =>
        near.Captures.All(capture => CommentCount(capture) >= 2) && far.Captures.All(capture => CommentCount(capture) == 0 && !capture.Reads.IsEmpty)
        && far.Captures.Max(capture => capture.Events.Length) >= near.Captures.Min(capture => capture.Events.Length);

    private static int CommentCount(Capture capture) =>
        AnswerFindings.IsEventStream(capture) ? StreamLines.Of(capture).Lines.Count(line => line.Kind is LineKind.Comment) : 0;
}
