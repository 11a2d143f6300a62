using System.Text;

namespace StreamBook.Tests;

/// <summary>All that a decoder makes of a stream, for tests that compare ways of feeding it.</summary>
internal sealed record DecodedStream(IReadOnlyList<ServerSentEvent> Events, string LastEventId, TimeSpan? ReconnectionTime)
{
    public static readonly string[] LineEnds = ["\n", "\r", "\r\n"];

    /// <summary>Decodes the stream; the chunk sizes are used in turn, 0 gives an empty chunk.</summary>
    public static DecodedStream From(ReadOnlySpan<byte> stream, params ReadOnlySpan<int> chunkByteCounts)
    {
        var decoder = new EventStreamDecoder();
        var events = new List<ServerSentEvent>();
        foreach (var chunk in Chunk(stream, chunkByteCounts))
        {
            ReadOnlySpan<byte> bytes = chunk;
            while (decoder.TryRead(ref bytes, out var dispatched))
                events.Add(dispatched);
            bytes.IsEmpty.ShouldBeTrue("all bytes are consumed when no event is left");
        }

        return new(events, decoder.LastEventId, decoder.ReconnectionTime);
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
