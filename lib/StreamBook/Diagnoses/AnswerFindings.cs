using StreamBook.Sse;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>What the head of the answer says, before a stream begins.</summary>
internal static class AnswerFindings
{
    private static readonly int[] _gaveUp = [408, 504, 524];

    public static IEnumerable<Finding> Of(Capture capture)
    {
        if (capture.Ending is CaptureEnding.NoAnswer)
            yield return Catalogue.NoAnswer.Found($"{Sentence(capture.Failure ?? "no answer")} It took {Words.OfDuration(capture.EndOffset)}.");
        if (capture.Ending is CaptureEnding.Unreadable)
            yield return Catalogue.Unreadable.Found(Sentence(capture.Failure ?? "the body could not be read"));
        if (capture.Status is not { } status)
            yield break;

        if (status is >= 300 and <= 399 and not 304)
            yield return Catalogue.Redirect.Found($"{Words.OfStatus(status)} to {capture.Header("Location") ?? "nowhere"}{(DropsBody(capture) ? $": the {capture.Method} would be repeated as a GET, without its body" : "")}.{(LeadsToItself(capture) ? " That is the address that was asked for: a client that follows never arrives." : "")}");
        else if (_gaveUp.Contains(status))
            yield return Catalogue.GaveUpWaiting.Found($"{Words.OfStatus(status)} after {Words.OfDuration(capture.HeadersOffset ?? capture.EndOffset)}. {KnownTimeout.InWords(capture.HeadersOffset ?? capture.EndOffset, isTotal: false)}");
        else if (status != 200)
            yield return Catalogue.WrongStatus.Found($"{Words.OfStatus(status)}{(status == 204 ? ", with which a server tells an event source to stop" : "")}.");
        if (status != 200)
            yield break;

        if (CacheEvidence.Of(capture) is { } cached)
            yield return Catalogue.Cached.Found(cached);
        if (IsEventStream(capture) && capture.Framing is BodyFraming.Length)
            yield return Catalogue.HasLength.Found($"Content-Length: {capture.Header("Content-Length")}.");
        if (WrongContent(capture) is { } wrong)
            yield return wrong;
    }

    public static bool IsEventStream(Capture capture) =>
        capture.Header("Content-Type")?.Split(';')[0].Trim().Equals(EventStream.MediaType, StringComparison.OrdinalIgnoreCase) is true;

    private static Finding? WrongContent(Capture capture)
    {
        var head = capture.Reads.SelectMany(read => read.Bytes).Take(ForeignContent.HeadByteCount).ToArray();
        var guess = ForeignContent.Guess(head, isAll: true);
        var type = capture.Header("Content-Type");
        if (guess is not null && guess.Contains("HTML page", StringComparison.Ordinal))
            return Catalogue.HtmlPage.Found($"{guess} Its type is {type ?? "not told"}.");
        if (IsEventStream(capture))
        {
            return guess is null ? null
                : ForeignContent.IsUtf16(head) ? Catalogue.Utf16.Found(guess)
                : Catalogue.ForeignBody.Found(guess);
        }

        // NDJSON or plain text may well be streamed under their own names; an event stream under another is none to a browser.
        return EventStream.Decode(head).Any() ? Catalogue.WrongType.Found($"Content-Type: {type ?? "none"}, and the body is an event stream.") : null;
    }

    // RFC 9110, sections 15.4.2 to 15.4.4: after 303 always, after 301 and 302 "for historical reasons".
    private static bool DropsBody(Capture capture) => capture.Status is 301 or 302 or 303 && capture.Method is not ("GET" or "HEAD");

    private static bool LeadsToItself(Capture capture) => Uri.TryCreate(capture.Uri, capture.Header("Location") ?? "", out var next) && next.AbsoluteUri == capture.Uri.AbsoluteUri;

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";
}
