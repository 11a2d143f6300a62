using System.Collections.Immutable;
using StreamBook.Wording;

namespace StreamBook.Timing;

/// <summary>Judges how a response got here; what the words mean stands at <see cref="Delivery"/>.</summary>
internal static class DeliveryJudge
{
    // Two beats of the client's pulse: it was awake, and read what was there.
    private static readonly TimeSpan _aMoment = 2 * ClientPulse.Period;

    public static DeliveryJudgement Judge(Capture capture)
    {
        var noun = capture.Noun;
        (TimeSpan Arrived, TimeSpan Sent)[] events = [.. capture.Events.Where(e => e.SentOffset is not null).Select(e => (e.Offset, e.SentOffset!.Value))];
        if (events.Length < 2)
            return new(Delivery.Unknown, events.Length == 0 ? $"it is not known when the {noun}s were sent" : $"of one {noun} alone it is known when it was sent");

        var stillness = $"the client itself stood still, for up to {Words.OfDuration(capture.LongestStall)}";
        if (events[0].Arrived >= events[^1].Sent)
        {
            // A burst arrives as one, whoever passes it on.
            if (events[^1].Sent - events[0].Sent is var span && span <= _aMoment)
                return new(Delivery.Unknown, $"all {noun}s were sent within {Words.OfDuration(span)}, too fast for a hop that holds to leave a mark");
            return IsExcused(0)
                ? new(Delivery.Unknown, stillness, 1)
                : new(Delivery.Held, $"the first {noun} arrived only after the last of {events.Length} was sent");
        }

        // What follows within the time of the quickest journey, its sender let go at once: nothing on the way could part them.
        var quickest = events.Min(e => e.Arrived - e.Sent);
        int[] judged = [.. Enumerable.Range(0, events.Length - 1).Where(i => events[i + 1].Sent - events[i].Sent > quickest)];
        if (judged.Length == 0)
            return new(Delivery.Unknown, $"the {noun}s were sent faster than the quickest of them travelled, which took {Words.OfDuration(quickest)}");

        int[] late = [.. judged.Where(IsLate)];
        var excusedCount = late.Count(IsExcused);
        if (2 * excusedCount > judged.Length)
            return new(Delivery.Unknown, stillness, excusedCount);

        var (lateCount, count) = (late.Length - excusedCount, judged.Length - excusedCount);
        var excuse = excusedCount == 0 ? "" : $" ({excusedCount} more while {stillness})";
        var reason = $"{lateCount} of {Words.OfCount(count, noun)} arrived only after the next was sent{excuse}";
        return new(2 * lateCount > count ? Delivery.InLumps : Delivery.Streamed, reason, excusedCount);

        bool IsLate(int i) => events[i].Arrived >= events[i + 1].Sent;

        // Most of the time that it was late, it could not be read, and there was no moment at which it would have been.
        bool IsExcused(int i)
        {
            var late = events[i].Arrived - events[i + 1].Sent;
            var still = StillTime(capture.ClientStalls, events[i + 1].Sent, events[i].Arrived);
            return 2 * still > late && late - still < _aMoment;
        }
    }

    private static TimeSpan StillTime(ImmutableArray<ClientStall> stalls, TimeSpan from, TimeSpan to) => stalls.Aggregate(TimeSpan.Zero, (sum, stall) =>
    {
        var within = (stall.EndOffset < to ? stall.EndOffset : to) - (stall.Offset > from ? stall.Offset : from);
        return within > TimeSpan.Zero ? sum + within : sum;
    });
}
