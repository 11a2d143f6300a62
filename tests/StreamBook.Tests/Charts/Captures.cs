namespace StreamBook.Tests;

/// <summary>Captures as data, with offsets in milliseconds.</summary>
internal static class Captures
{
    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public static Capture Streamed(string name = "streamed", int eventCount = 5, double gap = 100) =>
        Of(name, eventCount, gap, sent => sent + 1);

    public static Capture Held(string name = "held", int eventCount = 5, double gap = 100) =>
        Of(name, eventCount, gap, _ => eventCount * gap - 1);

    /// <summary>Each lump comes when its last event has been sent.</summary>
    public static Capture InLumps(int lumpCount, int eventCount, double gap = 100)
    {
        var lumps = Of("in lumps", lumpCount * eventCount, gap, sent => ((Math.Floor(sent / gap / eventCount) + 1) * eventCount - 1) * gap + 1);
        return lumps with { Reads = [.. lumps.Events.Select(e => e.Offset).Distinct().Select(offset => new ArrivedBytes(offset, [.. new byte[100 * eventCount]]))] };
    }

    public static Capture Failed(string name, int? status, double end, string failure) => new()
    {
        Name = name,
        Uri = new("http://localhost/"),
        Status = status,
        HeadersOffset = status is null ? null : Ms(end),
        EndOffset = Ms(end),
        Failure = failure,
    };

    /// <summary>Captures again where the client stood still and nothing can be said of the delivery.</summary>
    public static Task<Capture> JudgedAsync(Func<Task<Capture>> captureAsync) =>
        Undecided.AgainAsync(captureAsync, capture => capture is { Delivery: Delivery.Unknown, ClientStalls.Length: > 0 });

    private static Capture Of(string name, int eventCount, double gap, Func<double, double> arrival)
    {
        ArrivedEvent[] events = [.. Enumerable.Range(0, eventCount).Select(i =>
            new ArrivedEvent(Ms(arrival(i * gap)), Ms(i * gap), new("message", $"{i}", "")))];
        return new()
        {
            Name = name,
            Uri = new("http://localhost/"),
            Status = 200,
            HttpVersion = new(1, 1),
            Headers = [new("content-type", "text/event-stream")],
            HeadersOffset = events is [var first, ..] ? first.Offset : Ms(1),
            Reads = [.. events.GroupBy(e => e.Offset).Select(read => new ArrivedBytes(read.Key, [.. read.SelectMany(_ => (byte[])[1, 2])]))],
            Events = [.. events],
            EndOffset = Ms(eventCount * gap),
        };
    }
}
