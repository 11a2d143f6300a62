namespace StreamBook.Tests;

/// <summary>Captures as data, with offsets in milliseconds.</summary>
internal static class Captures
{
    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public static Capture Streamed(string name = "streamed", int eventCount = 5, double gap = 100) =>
        Of(name, eventCount, gap, sent => sent + 1);

    public static Capture Held(string name = "held", int eventCount = 5, double gap = 100) =>
        Of(name, eventCount, gap, _ => eventCount * gap - 1);

    public static Capture Failed(string name, int? status, double end, string failure) => new()
    {
        Name = name,
        Uri = new("http://localhost/"),
        Status = status,
        HeadersOffset = status is null ? null : Ms(end),
        EndOffset = Ms(end),
        Failure = failure,
    };

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
            Reads = [.. events.Select(e => new ArrivedBytes(e.Offset, [1, 2]))],
            Events = [.. events],
            EndOffset = Ms(eventCount * gap),
        };
    }
}
