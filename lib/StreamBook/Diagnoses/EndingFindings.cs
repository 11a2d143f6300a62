using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>How an answer ended that did not end as it should.</summary>
internal static class EndingFindings
{
    private const string Again = "To be sure, capture it again: a timer cuts after the same time, a crash as a rule does not.";

    // Shorter ones pass between two tokens; a timer that cuts streams is longer.
    private static readonly TimeSpan _shortestTimer = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longSilence = TimeSpan.FromSeconds(20);

    public static IEnumerable<Finding> Of(Capture capture)
    {
        if (Cut(capture) is { } cut)
            yield return cut;
        else if (NoHeartbeats(capture) is { } risk)
            yield return risk;
    }

    private static Finding? Cut(Capture capture)
    {
        if (capture.Status is null or < 200 or > 299)
            return null;
        var silence = capture.SilenceBeforeEnd;
        // Where the end of the connection is the end of the body, a cut looks like an end: then only a well-known time tells.
        if (capture is { Ending: CaptureEnding.Ended, Framing: BodyFraming.Close } && silence > LongestQuiet(capture) && !KnownTimeout.Of(silence, isTotal: false).IsEmpty)
            return Catalogue.CutAfterSilence.Found($"{Silence(capture)} The body has no framing, so that a cut looks like an end.", Sureness.Likely, Again);
        if (capture.Ending is not (CaptureEnding.CutOff or CaptureEnding.Reset))
            return null;
        if (silence >= _shortestTimer && silence > LongestQuiet(capture))
            return Catalogue.CutAfterSilence.Found($"{Silence(capture)} {How(capture)}", Sureness.Likely, Again);
        return KnownTimeout.Of(capture.EndOffset, isTotal: true).IsEmpty
            ? Catalogue.EndedWithoutEnd.Found($"{How(capture)} It was {Words.OfDuration(capture.EndOffset)} after the request, with {Words.OfCount(capture.Events.Length, capture.Noun)}; for the last {Words.OfDuration(silence)} nothing had come.")
            : Catalogue.CutByAge.Found($"It was cut {Words.OfDuration(capture.EndOffset)} after the request, while events were coming. {KnownTimeout.InWords(capture.EndOffset, isTotal: true)}", Sureness.Likely, Again);
    }

    private static string Silence(Capture capture) =>
        $"It was cut after {Words.OfDuration(capture.SilenceBeforeEnd)} in which nothing came; before, nothing had paused for more than {Words.OfDuration(LongestQuiet(capture))}. {KnownTimeout.InWords(capture.SilenceBeforeEnd, isTotal: false)}";

    private static string How(Capture capture) => (capture.Ending, capture.Framing) switch
    {
        (CaptureEnding.Reset, BodyFraming.Stream) => "The stream was reset.",
        (CaptureEnding.Reset, _) => "The connection was reset.",
        (_, BodyFraming.Length) => $"The connection was closed before as many bytes had come as Content-Length says.",
        _ => "The connection was closed, and the last chunk had not come.",
    };

    // Recommended by the standard is a comment every 15 seconds or so (WHATWG HTML, section 9.2.7).
    private static Finding? NoHeartbeats(Capture capture)
    {
        var open = capture.Ending is CaptureEnding.Deadline or CaptureEnding.Left ? capture.SilenceBeforeEnd : TimeSpan.Zero;
        var quiet = LongestQuiet(capture) > open ? LongestQuiet(capture) : open;
        return AnswerFindings.IsEventStream(capture) && !capture.Reads.IsEmpty && quiet >= _longSilence
            ? Catalogue.NoHeartbeats.Found($"For {Words.OfDuration(quiet)} nothing came, not even a comment.")
            : null;
    }

    /// <summary>The longest time between two reads, and before the first; that before the end does not count.</summary>
    private static TimeSpan LongestQuiet(Capture capture)
    {
        var arrivals = capture.Reads.Select(read => read.Offset).Prepend(capture.HeadersOffset ?? TimeSpan.Zero).ToArray();
        return arrivals.Zip(arrivals.Skip(1), (one, next) => next - one).DefaultIfEmpty().Max();
    }
}
