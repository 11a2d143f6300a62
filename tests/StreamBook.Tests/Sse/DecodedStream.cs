using System.Text;

namespace StreamBook.Tests;

/// <summary>All that a decoder makes of a stream, for tests that compare ways of feeding it.</summary>
internal sealed record DecodedStream(IReadOnlyList<ServerSentEvent> Events, string LastEventId, TimeSpan? ReconnectionTime)
{
    public static readonly string[] LineEnds = ["\n", "\r", "\r\n"];

    /// <summary>Decodes the stream to text and to bytes, which must give the same; the chunk sizes are used in turn, 0 gives an empty chunk.</summary>
    public static DecodedStream From(ReadOnlySpan<byte> stream, params ReadOnlySpan<int> chunkByteCounts)
    {
        var chunks = Chunk(stream, chunkByteCounts);
        var decoded = From(chunks, index => false);
        From(chunks, index => true).ShouldBe(decoded, "as bytes");
        From(chunks, index => index % 2 == 0).ShouldBe(decoded, "as bytes and as text in turn");
        return decoded;
    }

    private static DecodedStream From(List<byte[]> chunks, Predicate<int> isReadAsBytes)
    {
        var decoder = new EventStreamDecoder();
        var events = new List<ServerSentEvent>();
        foreach (var chunk in chunks)
        {
            ReadOnlySpan<byte> bytes = chunk;
            while (TryRead(ref bytes, out var dispatched))
                events.Add(dispatched);
            bytes.IsEmpty.ShouldBeTrue("all bytes are consumed when no event is left");
        }

        return new(events, decoder.LastEventId, decoder.ReconnectionTime);

        bool TryRead(ref ReadOnlySpan<byte> bytes, out ServerSentEvent dispatched)
        {
            if (!isReadAsBytes(events.Count))
                return decoder.TryRead(ref bytes, out dispatched);
            var isDispatched = decoder.TryReadBytes(ref bytes, out var read);
            dispatched = isDispatched ? new(read.Type, Encoding.UTF8.GetString(read.Data), read.LastEventId) : default;
            return isDispatched;
        }
    }

    public static DecodedStream From(string stream) => From(Encoding.UTF8.GetBytes(stream));

    public static List<byte[]> Chunk(ReadOnlySpan<byte> stream, params ReadOnlySpan<int> chunkByteCounts)
    {
        var chunks = new List<byte[]>();
        for (var i = 0; !stream.IsEmpty; i++)
        {
            var byteCount = chunkByteCounts.IsEmpty ? stream.Length : Math.Min(chunkByteCounts[i % chunkByteCounts.Length], stream.Length);
            chunks.Add(stream[..byteCount].ToArray());
            stream = stream[byteCount..];
        }

        return chunks;
    }

    public bool Equals(DecodedStream? other) =>
        other is not null && Events.SequenceEqual(other.Events) && LastEventId == other.LastEventId && ReconnectionTime == other.ReconnectionTime;

    public override int GetHashCode() => HashCode.Combine(Events.Count, LastEventId, ReconnectionTime);

    public override string ToString() => $"[{string.Join(", ", Events)}], last event ID \"{LastEventId}\", reconnection time {ReconnectionTime?.ToString() ?? "none"}";
}
