using System.Text;

namespace StreamBook.Tests;

/// <summary>Captures as data, of somebody else's streams: without times of sending.</summary>
internal static class BuiltCaptures
{
    /// <summary>Reads at offsets in ms, decoded as a client decodes them.</summary>
    public static Capture Of(params (double Ms, string Text)[] reads) => Of(reads, [new("Content-Type", "text/event-stream"), new("Transfer-Encoding", "chunked")]);

    public static Capture Of((double Ms, string Text)[] reads, HeaderLine[] headers)
    {
        var decoder = new EventStreamDecoder();
        List<ArrivedEvent> events = [];
        List<ArrivedBytes> bytes = [];
        foreach (var (ms, text) in reads)
        {
            bytes.Add(new(Captures.Ms(ms), [.. Encoding.UTF8.GetBytes(text)]));
            ReadOnlySpan<byte> rest = bytes[^1].Bytes.AsSpan();
            while (decoder.TryRead(ref rest, out var dispatched))
                events.Add(new(Captures.Ms(ms), null, dispatched));
        }

        return new()
        {
            Name = "built",
            Uri = new("http://localhost/"),
            Status = 200,
            HttpVersion = new(1, 1),
            Headers = [.. headers],
            HeadersOffset = Captures.Ms(1),
            Reads = [.. bytes],
            Events = [.. events],
            EndOffset = bytes is [.., var last] ? last.Offset : Captures.Ms(1),
        };
    }

    public static string Event(int number) => $"id: {number}\ndata: {number}\n\n";

    /// <summary>Events one by one.</summary>
    public static Capture Steady(int count, double gap, double first = 0) =>
        Of([.. Enumerable.Range(0, count).Select(i => ((first == 0 ? gap : first) + i * gap, Event(i)))]);

    /// <summary>All in one read.</summary>
    public static Capture AtOnce(int count, double after) => Of((after, string.Concat(Enumerable.Range(0, count).Select(Event))));
}
