using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>The figures of one capture as lines of plain text.</summary>
internal static class FiguresText
{
    // Their names and values as a person compares them: one under the other.
    private const int NameWidth = 12;

    // What a hop, or the server, says of itself.
    private static readonly string[] _telling =
        ["Server", "Via", "X-Cache", "X-Cache-Status", "Age", "X-Accel-Buffering", "X-Served-By", "X-Varnish", "X-Powered-By", "Cache-Control", "Location", "Alt-Svc", "Retry-After"];

    public static IEnumerable<string> Of(Capture capture, bool knowsArrivals = true)
    {
        var figures = Figures.Of(capture, knowsArrivals);
        yield return Status(capture, figures);
        foreach (var header in capture.Headers.Where(IsTelling))
            yield return Row("header", $"{header.Name}: {Shortened(header.Value)}");
        if (capture.ConnectDuration is { } connect)
            yield return Row("connect", Words.OfDuration(connect) + (capture.TlsDuration is { } tls ? $", TLS {Words.OfDuration(tls)} more" : ""));
        if (capture.HeadersOffset is { } headers)
            yield return Row("headers", $"after {Words.OfDuration(headers)}");
        if (capture.Status is null)
            yield break;
        if (!knowsArrivals)
        {
            yield return Row("holds", Came(capture, figures));
            if (capture.Failure is not null)
                yield return Row("end", End(capture));
            yield break;
        }

        if (capture.TimeToFirstEvent is { } first)
            yield return Row($"first {capture.Noun}", $"after {Words.OfDuration(first)}");
        else if (capture.TimeToFirstByte is { } firstByte)
            yield return Row("first byte", $"after {Words.OfDuration(firstByte)}");
        yield return Row("came", Came(capture, figures));
        if (figures.Gaps is { } gaps)
            yield return Row("gaps", $"median {Ms(gaps.MedianMs)}, 95 of 100 up to {Ms(gaps.NinetyFifthMs)}, longest {Ms(gaps.LongestMs)}");
        if (figures is { ReadCount: > 1, Reads: { } reads })
            yield return Row("a read", $"{Words.Of(reads.LeastByteCount)} to {Words.OfCount(reads.MostByteCount, "byte")}, median {Words.Of(reads.MedianByteCount)}; at most {Words.OfCount(figures.MostEventsInARead, capture.Noun)}");
        if (capture.Delivery is not Delivery.Unknown)
            yield return Row("by order", $"{Words.Of(capture.Delivery)}: {capture.DeliveryReason}");
        if (capture.SentUncertainty is { } uncertainty)
            yield return Row("clocks", $"that of the source is not this machine's, or this is a stored copy; by the exchange itself, when it sent is known to within {Words.OfDuration(uncertainty)}{Consequence(capture)}");
        yield return Row("end", End(capture));
    }

    private static string Status(Capture capture, Figures figures)
    {
        string?[] parts =
        [
            capture.Status is { } status ? Words.OfStatus(status) : "no answer",
            capture.HttpVersion is { } version ? $"HTTP/{version}" : null,
            figures.Framing switch { "chunked" => "in chunks", "close" => "until the connection closes", "length" => $"Content-Length {capture.Header("Content-Length")}", _ => null },
            figures.ContentType ?? (capture.Status is null || capture.Kind is CaptureKind.WebSocket ? null : "no Content-Type"),
            figures.ContentEncoding is { } coding ? $"Content-Encoding: {coding}" : null,
        ];
        return string.Join(" · ", parts.OfType<string>());
    }

    private static string Came(Capture capture, Figures figures) => figures.ReadCount == 0
        ? Words.OfCount(figures.EventCount, capture.Noun)
        : $"{Words.OfCount(figures.EventCount, capture.Noun)}, {Words.OfCount(figures.ByteCount, "byte")}{(figures.Reads is null ? "" : $", in {Words.OfCount(figures.ReadCount, "read")}")}";

    /// <summary>How it ended, and after how much silence.</summary>
    public static string End(Capture capture)
    {
        var silence = $"{Words.OfDuration(capture.SilenceBeforeEnd)} after the last of it";
        return capture.Ending switch
        {
            CaptureEnding.Left when capture.Reads.Sum(read => (long)read.Bytes.Length) is var byteCount and > InspectRequest.MostByteCount =>
                $"I left after {Words.OfDuration(capture.EndOffset)} and {Words.OfCount(byteCount, "byte")}: more is not kept",
            CaptureEnding.Left => $"I left after {Words.OfDuration(capture.EndOffset)}, and it was still open; {silence}",
            CaptureEnding.Ended when capture.Failure is null => $"ended by the server after {Words.OfDuration(capture.EndOffset)}, {silence}",
            _ => $"{capture.Failure} (after {Words.OfDuration(capture.EndOffset)}, {silence})",
        };
    }

    private static string Consequence(Capture capture) =>
        capture.Delivery is not Delivery.Unknown ? ", and by order it is the same at both ends of that"
        : capture.Events.All(arrived => arrived.SentOffset is null) ? ", too little to judge by order" : "";

    private static bool IsTelling(HeaderLine header) =>
        _telling.Contains(header.Name, StringComparer.OrdinalIgnoreCase) || header.Name.StartsWith("CF-", StringComparison.OrdinalIgnoreCase) || header.Name.StartsWith("X-Amz-Cf-", StringComparison.OrdinalIgnoreCase);

    private static string Shortened(string value) => value.Length <= 100 ? value : value[..100] + "…";

    private static string Ms(double milliseconds) => Words.OfDuration(TimeSpan.FromMilliseconds(milliseconds));

    private static string Row(string name, string value) => $"  {name.PadRight(NameWidth)} {value}";
}
