using System.Collections.Immutable;
using System.Text;
using StreamBook.Sse;

namespace StreamBook;

/// <summary>
/// Explains an event stream line by line while it arrives. The decoder itself reports what it makes of each line, so
/// the explanation cannot differ from the decoding. One explainer reads one stream; not safe for concurrent use.
/// </summary>
public sealed class EventStreamExplainer
{
    private readonly EventStreamDecoder _decoder;
    private readonly List<ExplainedLine> _lines = [];
    private int _blockStart;
    private int _eventCount;

    /// <summary>Creates an explainer for one stream.</summary>
    /// <param name="maxEventByteCount">The limit of one event, as for <see cref="EventStreamDecoder"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public EventStreamExplainer(int maxEventByteCount = EventStreamDecoder.DefaultMaxEventByteCount) =>
        _decoder = new(maxEventByteCount, this);

    /// <summary>Explains what has arrived.</summary>
    /// <param name="bytes">The next bytes of the stream, in any chunking.</param>
    /// <returns>
    /// The lines whose fate these bytes decided. A <c>data</c>, <c>event</c> or <c>id</c> line and what follows it wait
    /// for the blank line that tells whether they led to an event; a line that ends with a CR as the last byte waits for
    /// the next byte, which may be its LF. <see cref="ExplainedLine.EventIndex"/> counts from the start of the stream.
    /// </returns>
    /// <exception cref="EventTooLargeException">The event being read is over the limit.</exception>
    public ImmutableArray<ExplainedLine> Read(ReadOnlySpan<byte> bytes) => Read(bytes, null);

    /// <summary>Explains what is left when the stream has ended: it is discarded, as the standard has it.</summary>
    /// <returns>The remaining lines; the last has no ending if the stream broke off in it.</returns>
    public ImmutableArray<ExplainedLine> Complete()
    {
        // The fields of the last event are discarded with it; a retry took effect at once.
        for (var i = _blockStart; i < _lines.Count; i++)
        {
            if (BelongsToEvent(_lines[i]))
                _lines[i] = _lines[i] with { Meaning = new LineMeaning.Ignored("The stream ended before a blank line dispatched the event: the field is discarded.") };
        }

        var unfinished = _decoder.UnfinishedLine(out var offset);
        if (!unfinished.IsEmpty)
            _lines.Add(new(offset, [.. unfinished], new LineMeaning.Ignored("The stream ended in the middle of the line: it is discarded."), null));
        return Release(_lines.Count);
    }

    internal TimeSpan? ReconnectionTime => _decoder.ReconnectionTime;

    internal string LastEventId => _decoder.LastEventId;

    /// <summary>As <see cref="Read(ReadOnlySpan{byte})"/>, but a field does not wait for the blank line, and so does not say to which event it led.</summary>
    internal ImmutableArray<ExplainedLine> ReadAtOnce(ReadOnlySpan<byte> bytes, ICollection<ServerSentEvent> events)
    {
        Decode(bytes, events);
        return Release(_decoder.CarriageReturnIsLast ? _lines.Count - 1 : _lines.Count);
    }

    internal ImmutableArray<ExplainedLine> Read(ReadOnlySpan<byte> bytes, ICollection<ServerSentEvent>? events)
    {
        Decode(bytes, events);
        var undecided = _lines.FindIndex(_blockStart, BelongsToEvent);
        var decidedCount = undecided < 0 ? _lines.Count : undecided;
        return Release(_decoder.CarriageReturnIsLast ? Math.Min(decidedCount, _lines.Count - 1) : decidedCount);
    }

    /// <summary>Called by the decoder for every line.</summary>
    internal void Add(long offset, ReadOnlySpan<byte> line, ReadOnlySpan<byte> ending, LineKind kind, ReadOnlySpan<byte> value, bool hasData)
    {
        var dispatches = kind == LineKind.Blank && hasData;
        _lines.Add(new(offset, [.. line, .. ending], MeaningOf(kind, line, value, hasData), dispatches ? _eventCount : null));
        if (kind != LineKind.Blank)
            return;

        for (var i = _blockStart; dispatches && i < _lines.Count; i++)
        {
            if (BelongsToEvent(_lines[i]))
                _lines[i] = _lines[i] with { EventIndex = _eventCount };
        }

        _blockStart = _lines.Count;
        if (dispatches)
            _eventCount++;
    }

    /// <summary>Called by the decoder when the LF of a CR LF pair came with later bytes than the CR.</summary>
    internal void CompleteCarriageReturn() => _lines[^1] = _lines[^1] with { Bytes = _lines[^1].Bytes.Add((byte)'\n') };

    private void Decode(ReadOnlySpan<byte> bytes, ICollection<ServerSentEvent>? events)
    {
        while (_decoder.TryRead(ref bytes, out var dispatched))
            events?.Add(dispatched);
    }

    private static bool BelongsToEvent(ExplainedLine line) => line.Meaning is LineMeaning.Field { Name: not "retry" };

    private static LineMeaning MeaningOf(LineKind kind, ReadOnlySpan<byte> line, ReadOnlySpan<byte> value, bool hasData) => kind switch
    {
        LineKind.Blank when hasData => new LineMeaning.Dispatch(),
        LineKind.Blank => new LineMeaning.NoDispatch("No data line came since the last blank line."),
        LineKind.Comment => new LineMeaning.Comment(Encoding.UTF8.GetString(value)),
        LineKind.Data => Field("data", value),
        LineKind.EventType => Field("event", value),
        LineKind.Id => Field("id", value),
        LineKind.Retry => Field("retry", value),
        LineKind.IdWithNul => new LineMeaning.Ignored("The ID holds a NUL character."),
        LineKind.RetryWithoutDigits => new LineMeaning.Ignored("The reconnection time is not made of ASCII digits only."),
        _ => new LineMeaning.Ignored(WhyUnknown(Encoding.UTF8.GetString(line))),
    };

    private static LineMeaning.Field Field(string name, ReadOnlySpan<byte> value) => new(name, Encoding.UTF8.GetString(value));

    private static string WhyUnknown(string line) => line.Split(':')[0].Trim().ToLowerInvariant() is "data" or "event" or "id" or "retry"
        ? "A field name is written in lower case, without spaces around it."
        : "No field has this name.";

    private ImmutableArray<ExplainedLine> Release(int count)
    {
        ImmutableArray<ExplainedLine> released = [.. _lines[..count]];
        _lines.RemoveRange(0, count);
        _blockStart = Math.Max(0, _blockStart - count);
        return released;
    }
}
