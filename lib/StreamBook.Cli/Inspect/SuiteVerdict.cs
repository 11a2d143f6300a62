using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>Whether a stream of the suite came through.</summary>
/// <param name="IsWhole">True if the road left it as it was, false if it broke it, null if this run cannot tell.</param>
/// <param name="Seen">What was seen, in a few words.</param>
internal sealed record SuiteVerdict(bool? IsWhole, string Seen)
{
    /// <summary>Not held, and not in lumps.</summary>
    public static SuiteVerdict ByOrder(Capture capture) => Failed(capture) ?? capture.Delivery switch
    {
        Delivery.Streamed => new(true, $"streamed, first {capture.Noun} after {Words.OfDuration(capture.TimeToFirstEvent!.Value)}"),
        Delivery.Unknown => new(null, capture.DeliveryReason),
        var delivery => new(false, $"{Words.Of(delivery)}: {capture.DeliveryReason}"),
    };

    /// <summary>The header section came before the first event was sent.</summary>
    public static SuiteVerdict HeadersFirst(Capture capture) => Failed(capture) ?? (capture.HeadersOffset, capture.Events.FirstOrDefault()?.SentOffset) switch
    {
        ({ } headers, { } sent) when headers < sent => new(true, $"headers after {Words.OfDuration(headers)}"),
        // On another machine's clock it is known when that was sent, but not to the moment.
        ({ } headers, { } sent) when capture.SentUncertainty is { } uncertainty && headers < sent + uncertainty && Diagnosis.Of(capture).Findings.All(finding => finding.Id != "SB104") =>
            new(null, $"when the first event was sent is known to within {Words.OfDuration(uncertainty)} only"),
        ({ } headers, { } sent) => new(false, $"headers after {Words.OfDuration(headers)}, when the first event had been sent at {Words.OfDuration(sent)}"),
        _ => new(null, "it is not known when the first event was sent"),
    };

    /// <summary>By order, and to its last words.</summary>
    public static SuiteVerdict Chat(Capture capture) =>
        capture.Failure is null && capture.Events is not [.., { Event.Data: "[DONE]" }] ? new(false, "ended without [DONE]") : ByOrder(capture);

    /// <summary>It went on behind the ID that was sent.</summary>
    public static SuiteVerdict Resumed(Capture capture) => Failed(capture) ?? (capture.Events is [{ Event.LastEventId: "6" }, ..]
        ? new(true, "went on with event 6")
        : new(false, $"began with event {capture.Events.FirstOrDefault()?.Event.LastEventId ?? "–"} instead of 6"));

    /// <summary>It lasted to its end.</summary>
    public static SuiteVerdict Whole(Capture capture) => Failed(capture) ?? (capture.Events.Length == 0
        ? new(false, "ended without an event")
        : new(true, $"whole after {Words.OfDuration(capture.EndOffset)}"));

    /// <summary>Comments came while nothing else did, one after the other.</summary>
    public static SuiteVerdict Heartbeats(Capture capture)
    {
        if (Failed(capture) is { } failed)
            return failed;
        if (capture.Events is not [var first, .., { SentOffset: { } lastSent }])
            return new(null, "it is not known when the last event was sent");
        var between = capture.Reads.Count(read => read.Offset > first.Offset && read.Offset < lastSent);
        return between > 1 ? new(true, $"{Words.OfCount(between, "heartbeat")} came through") : new(false, "no comment came before the next event was sent");
    }

    private static SuiteVerdict? Failed(Capture capture) => capture.Failure is null ? null
        : new(false, $"{capture.Failure}{(capture.Events.IsEmpty ? "" : $", {Words.OfDuration(capture.SilenceBeforeEnd)} after the last bytes")}");
}
