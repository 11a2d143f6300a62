using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>What was measured of one answer, in ms and bytes; null where there is nothing to measure.</summary>
internal sealed record Figures(
    int? Status,
    string? HttpVersion,
    string? Framing,
    string? ContentType,
    string? ContentEncoding,
    double? ConnectMs,
    double? TlsMs,
    double? HeadersMs,
    double? FirstByteMs,
    double? FirstEventMs,
    int EventCount,
    long ByteCount,
    int ReadCount,
    GapFigures? Gaps,
    int MostEventsInARead,
    ReadFigures? Reads,
    string Delivery,
    string DeliveryReason,
    string Ending,
    double? EndMs,
    double? SilenceBeforeEndMs,
    string? Failure,
    double? SentUncertaintyMs)
{
    /// <param name="capture">What was captured, or read from a file.</param>
    /// <param name="knowsArrivals">Whether it is known when what came.</param>
    public static Figures Of(Capture capture, bool knowsArrivals = true) => new(
        capture.Status,
        capture.HttpVersion?.ToString(),
        OfFraming(capture),
        capture.Header("Content-Type"),
        capture.Header("Content-Encoding"),
        Ms(capture.ConnectDuration),
        Ms(capture.TlsDuration),
        Ms(capture.HeadersOffset),
        Ms(knowsArrivals ? capture.TimeToFirstByte : null),
        Ms(knowsArrivals ? capture.TimeToFirstEvent : null),
        capture.Events.Length,
        capture.Reads.Sum(read => (long)read.Bytes.Length),
        capture.Reads.Length,
        knowsArrivals ? GapFigures.Of(capture.Gaps) : null,
        !knowsArrivals ? 0 : capture.Events.CountBy(arrived => arrived.Offset).Select(read => read.Value).DefaultIfEmpty().Max(),
        knowsArrivals ? ReadFigures.Of(capture.Reads) : null,
        Words.Of(capture.Delivery),
        capture.DeliveryReason,
        Words.Of(capture.Ending),
        Ms(knowsArrivals || capture.EndOffset > TimeSpan.Zero ? capture.EndOffset : null),
        Ms(knowsArrivals ? capture.SilenceBeforeEnd : null),
        capture.Failure,
        Ms(capture.SentUncertainty));

    private static string? OfFraming(Capture capture) => capture.Framing switch
    {
        null => null,
        BodyFraming.Stream => $"HTTP/{capture.HttpVersion?.Major}",
        var framing => Words.Of(framing),
    };

    private static double? Ms(TimeSpan? time) => time is { } known ? Math.Round(known.TotalMilliseconds, 3) : null;
}

/// <summary>The times between one event and the next.</summary>
internal sealed record GapFigures(double MedianMs, double NinetyFifthMs, double LongestMs)
{
    public static GapFigures? Of(IReadOnlyList<TimeSpan> gaps)
    {
        if (gaps.Count == 0)
            return null;
        double[] sorted = [.. gaps.Select(gap => Math.Round(gap.TotalMilliseconds, 3)).Order()];
        return new(sorted[(sorted.Length - 1) / 2], sorted[(int)Math.Ceiling(.95 * sorted.Length) - 1], sorted[^1]);
    }
}

/// <summary>How many bytes came with one read: a lump, where something on the way collected them.</summary>
internal sealed record ReadFigures(int LeastByteCount, int MedianByteCount, int MostByteCount)
{
    public static ReadFigures? Of(IReadOnlyList<ArrivedBytes> reads)
    {
        if (reads.Count == 0)
            return null;
        int[] sorted = [.. reads.Select(read => read.Bytes.Length).Order()];
        return new(sorted[0], sorted[(sorted.Length - 1) / 2], sorted[^1]);
    }
}
