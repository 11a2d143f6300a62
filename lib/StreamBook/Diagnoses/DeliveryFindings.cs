using StreamBook.Timing;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>How the stream got here: held, in lumps, compressed, headers late, nothing at all.</summary>
internal static class DeliveryFindings
{
    private const string CompareWithSource = "To be sure, capture the source itself as well, in turns, and compare the two places; or put the workbook's own backend behind the same hops.";

    // Two beats of the client's pulse: what came within it came together.
    private static readonly TimeSpan _aMoment = 2 * ClientPulse.Period;
    private static readonly TimeSpan _noticeable = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _aPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longForHeaders = TimeSpan.FromSeconds(1);

    public static IEnumerable<Finding> Of(Capture capture)
    {
        if (NothingCame(capture) is { } nothing)
            return [nothing];
        // A stored copy comes at once whatever the hops do with a live one.
        if (CacheEvidence.Of(capture) is not null)
            return [];
        var late = capture.Events.Any(e => e.SentOffset is not null) ? ByOrder(capture) : ByArrivals(capture);
        return late is not null ? [late] : HeadersLate(capture) is { } headers ? [headers] : [];
    }

    private static Finding? NothingCame(Capture capture) =>
        capture is { Kind: CaptureKind.EventStream, Ending: CaptureEnding.Deadline, Reads: [], Status: null or 200 }
            ? Catalogue.NothingCame.Found(
                $"In {Words.OfDuration(capture.EndOffset)} {(capture.HeadersOffset is { } headers ? $"came the header section, after {Words.OfDuration(headers)}, and not one byte of a body" : "not even a header section came")}.",
                Sureness.CannotTell,
                $"A source that has nothing to say looks the same. {CompareWithSource}")
            : null;

    // With times of sending: exact, and on a slow machine too.
    private static Finding? ByOrder(Capture capture) => capture.Judgement is not { Delivery: Delivery.Held or Delivery.InLumps } judgement ? null
        : Compressed(capture, $"{Sentence(judgement.Reason)} {Arrivals(capture)}")
            ?? (judgement.Delivery is Delivery.Held ? Catalogue.Held : Catalogue.InLumps).Found($"{Sentence(judgement.Reason)} {Arrivals(capture)}");

    // Without: what a buffer leaves behind, and what only looks like it.
    private static Finding? ByArrivals(Capture capture)
    {
        if (capture.Kind is CaptureKind.WebSocket || capture.Events.Length < 3)
            return null;
        var lumps = LumpFigures.Of(capture);
        if (IsAllAtOnce(capture))
            return Judged(Catalogue.Held, ChatPieces.Count(capture) >= 20 ? "A model makes its tokens one after another; these came as one." : null);
        if (lumps is { Share: > 0.5, Count: >= 2, CutCount: >= 2 })
            return Judged(Catalogue.InLumps, $"{lumps.CutCount} of the {lumps.Count} lumps ended in the middle of an event: a source writes whole events, a buffer does not look at them.");
        // A client that stood still, or a quick source, makes small lumps too; these are large, regular, and paused between.
        return lumps is { Share: > 0.75, Count: >= 3, EventsEach: >= 3 } && lumps.PauseBefore >= _aPause && capture.LongestStall < lumps.PauseBefore / 2
            ? Judged(Catalogue.InLumps, null)
            : null;

        Finding Judged(FindingKind kind, string? evidence) => evidence is null
            ? Compressed(capture, Arrivals(capture)) ?? kind.Found(Arrivals(capture), Sureness.CannotTell, $"A source that sends so by itself looks the same from here. {CompareWithSource}")
            : Compressed(capture, $"{Arrivals(capture)} {evidence}") ?? kind.Found($"{Arrivals(capture)} {evidence}", Sureness.Likely, CompareWithSource);
    }

    private static Finding? Compressed(Capture capture, string seen) => capture.Header("Content-Encoding") is { } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase)
        ? Catalogue.CompressedAndHeld.Found($"{seen} The body came with Content-Encoding: {coding}.", Sureness.Likely, "To be sure, ask again with the header Accept-Encoding: identity: if the same stream then flows, it was the compression.")
        : null;

    // All events in a moment after a long wait, and with them the end. A backlog that a live stream begins with does not end it.
    private static bool IsAllAtOnce(Capture capture)
    {
        var (first, last) = (capture.Events[0].Offset, capture.Events[^1].Offset);
        return capture.Ending is CaptureEnding.Ended && first >= _noticeable && last - first <= _aMoment && capture.EndOffset - last <= _aMoment
            && StoodStillBefore(capture, first) < first / 2;
    }

    private static Finding? HeadersLate(Capture capture)
    {
        if (capture is not { Kind: CaptureKind.EventStream, HeadersOffset: { } headers, Events: [var first, _, ..] })
            return null;
        var seen = $"The header section came after {Words.OfDuration(headers)}, and the first event {(first.Offset - headers <= _aMoment ? "with it" : $"{Words.OfDuration(first.Offset - headers)} later")}.";
        if (first.SentOffset is not { } sent)
        {
            return headers >= _longForHeaders && capture.Reads[0].Offset - headers <= _aMoment && StoodStillBefore(capture, headers) < headers / 2
                ? Catalogue.HeadersLate.Found(seen, Sureness.CannotTell, $"A source that thinks before it answers at all looks the same, and has the same effect on clients. {CompareWithSource}")
                : null;
        }

        // When the headers left the last place that could keep them: they travel as long as the quickest event.
        var quickest = capture.Events.Min(e => e.Offset - (e.SentOffset ?? e.Offset));
        var began = sent - TimeSpan.FromMilliseconds(BackendWire.SentMs(first.Event.Data) ?? 0);
        var wait = sent - began;
        // There is one header section only, and a hop that stood still for a moment looks the same.
        return wait > _aPause && headers - quickest - began >= 0.9 * wait && StoodStillBefore(capture, headers) < wait / 2
            ? Catalogue.HeadersLate.Found($"{seen} The response had begun {Words.OfDuration(wait)} before that event was sent.")
            : null;
    }

    /// <summary>How long the client stood still before that.</summary>
    public static TimeSpan StoodStillBefore(Capture capture, TimeSpan offset) =>
        capture.ClientStalls.Where(stall => stall.Offset < offset).Aggregate(TimeSpan.Zero, (sum, stall) => sum + stall.Duration);

    private static string Arrivals(Capture capture)
    {
        var (count, first, last) = (Words.OfCount(capture.Events.Length, capture.Noun), capture.Events[0].Offset, capture.Events[^1].Offset);
        var lumps = LumpFigures.Of(capture);
        return last - first <= _aMoment
            ? $"{count} came within {Words.OfDuration(last - first)}, {Words.OfDuration(first)} after the request."
            : lumps.Count == 0 ? $"{count} came from {Words.OfDuration(first)} to {Words.OfDuration(last)}."
            : $"{count} came from {Words.OfDuration(first)} to {Words.OfDuration(last)}, {Words.OfCount(lumps.EventCount, capture.Noun)} of them in {Words.OfCount(lumps.Count, "lump")} of {lumps.Sizes}.";
    }

    private static string Sentence(string reason) => $"{char.ToUpperInvariant(reason[0])}{reason[1..]}.";
}
