using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>A WebSocket that did not open, or did not close as it should.</summary>
internal static class WebSocketFindings
{
    public static IEnumerable<Finding> Of(Capture capture)
    {
        if (capture.Ending is CaptureEnding.NoAnswer)
            yield return Catalogue.NoAnswer.Found($"{capture.Failure}, after {Words.OfDuration(capture.EndOffset)}.");
        else if (capture.Status is { } status && !(status == 101 || (status == 200 && capture.HttpVersion?.Major >= 2)))
            yield return Catalogue.HandshakeRefused.Found($"{Words.OfStatus(status)} instead of 101. {Why(status)}");
        else if (capture.Ending is CaptureEnding.CutOff or CaptureEnding.Reset)
            yield return Catalogue.ClosedSilently.Found($"{(capture.Ending is CaptureEnding.Reset ? "The connection was reset" : "The connection was closed")} {Words.OfDuration(capture.EndOffset)} after the request, without a close frame; for the last {Words.OfDuration(capture.SilenceBeforeEnd)} no message had come. {(capture.SilenceBeforeEnd.TotalSeconds >= 1 ? KnownTimeout.InWords(capture.SilenceBeforeEnd, isTotal: false) : "")}".TrimEnd());
        // 1005 stands for a close frame without a code (RFC 6455, section 7.1.5), which is what a browser's close() sends.
        else if (capture.CloseCode is { } code and not (1000 or 1005))
            yield return Catalogue.ClosedWithCode.Found($"The close frame has the code {code}: {Meaning(code)}.");
    }

    private static string Why(int status) => status switch
    {
        200 => "The server answered the request as if it were an ordinary one: the headers Upgrade and Connection did not reach it, or nothing takes WebSockets at this path.",
        400 or 426 => "The server does not take this for an opening handshake: the headers Upgrade and Connection got lost on the way, or it minds something else in it, such as the version (RFC 6455, section 4.4); its body may say which.",
        401 => "It asks for credentials, which a browser cannot send in a header of the handshake.",
        403 => "It refuses the Origin, or the one who asks. A proxy that changes Host makes it differ from the Origin.",
        404 => "Nothing takes WebSockets at this path: a prefix is missing, or one too many.",
        502 or 503 or 504 => "A proxy answered in the server's place: the server was not to be had, or did not speak WebSocket with it.",
        >= 300 and < 400 => "It redirects: a browser's WebSocket follows no redirect.",
        _ => "The body may say why.",
    };

    // RFC 6455, section 7.4.1, and the registry of close codes at IANA.
    private static string Meaning(int code) => code switch
    {
        1001 => "the server goes away, as at a restart",
        1002 => "a rule of the protocol was broken",
        1003 => "a kind of message that it does not take",
        1007 => "a text message that is not UTF-8",
        1008 => "a policy was broken",
        1009 => "a message too big for it",
        1010 => "an extension is missing",
        1011 => "an unexpected condition at the server",
        1012 => "the service restarts",
        1013 => "try again later",
        1014 => "a gateway got a bad answer",
        _ => "the application's own, or none that is registered",
    };
}
