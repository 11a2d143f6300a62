using System.Runtime.CompilerServices;
using StreamBook.Sse;

namespace StreamBook;

/// <summary>
/// Decodes an event stream incrementally, in whatever chunks it arrives, exactly as WHATWG HTML, section 9.2.6, has it:
/// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation.
/// Malformed input is never an error: the standard says what becomes of every byte. Not safe for concurrent use.
/// </summary>
/// <remarks>What an unfinished event has brought when the stream ends is discarded: simply drop the decoder. One decoder reads one stream.</remarks>
public sealed class EventStreamDecoder
{
    /// <summary>The default limit of one event: 16 MiB.</summary>
    public const int DefaultMaxEventByteCount = 16 * 1024 * 1024;

    private const int LargestMaxEventByteCount = 512 * 1024 * 1024;
    private const string DefaultType = "message";

    private readonly int _maxEventByteCount;
    private readonly EventStreamExplainer? _explainer;
    private readonly StreamText _text = new();
    private LineSplitter _lines;
    private PooledBytes _data;
    private string? _type;
    private string? _id;
    private EventTooLargeException? _failure;

    /// <summary>Creates a decoder for one stream.</summary>
    /// <param name="maxEventByteCount">The limit of one event: its data so far plus the line being read, without the line's ending. From 1 byte to 512 MiB; by default 16 MiB.</param>
    /// <param name="lastEventId">The last event ID to begin with: that of the connection before, when a stream is resumed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public EventStreamDecoder(int maxEventByteCount = DefaultMaxEventByteCount, string lastEventId = "")
        : this(maxEventByteCount, explainer: null)
    {
        LastEventId = lastEventId;
    }

    internal EventStreamDecoder(int maxEventByteCount, EventStreamExplainer? explainer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEventByteCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxEventByteCount, LargestMaxEventByteCount);
        _maxEventByteCount = maxEventByteCount;
        _explainer = explainer;
    }

    /// <summary>The last event ID, set at every blank line that follows an <c>id</c> line, also when no event is dispatched; empty at first.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>The reconnection time, set by every valid <c>retry</c> line at once; null if none came. A number too large for a <see cref="TimeSpan"/> gives the largest.</summary>
    public TimeSpan? ReconnectionTime { get; private set; }

    /// <summary>Consumes bytes up to and including the next dispatched event.</summary>
    /// <param name="bytes">What has arrived; on return, what is not consumed yet. Call again with it until the answer is false.</param>
    /// <param name="dispatched">The event.</param>
    /// <returns>False when all bytes are consumed and no event was dispatched by them.</returns>
    /// <exception cref="EventTooLargeException">
    /// The event being read is over the limit. The decoder is of no more use: its buffers are empty, the same exception comes again with every call;
    /// <see cref="LastEventId"/> and <see cref="ReconnectionTime"/> keep what the stream had set.
    /// </exception>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ServerSentEvent dispatched)
    {
        if (!TryReadBytes(ref bytes, out var read))
        {
            dispatched = default;
            return false;
        }

        dispatched = new(read.Type, _text.Read(read.Data), read.LastEventId);
        return true;
    }

    /// <summary>As <see cref="TryRead"/>, but leaves the data of the event as bytes: no string is made for it. The two can be used in turn.</summary>
    /// <param name="bytes">What has arrived; on return, what is not consumed yet. Call again with it until the answer is false.</param>
    /// <param name="dispatched">The event. Its data is valid until the next call, and while the bytes that were given stay as they are.</param>
    /// <returns>False when all bytes are consumed and no event was dispatched by them.</returns>
    /// <exception cref="EventTooLargeException">As for <see cref="TryRead"/>.</exception>
    public bool TryReadBytes(ref ReadOnlySpan<byte> bytes, out ServerSentEventBytes dispatched)
    {
        if (_failure is not null)
            throw _failure;
        if (_lines.SkipLateLineFeed(ref bytes))
            _explainer?.CompleteCarriageReturn();

        var rest = bytes;
        while (true)
        {
            var length = LineSplitter.IndexOfEnd(rest);
            if ((long)_lines.PartialByteCount + (length < 0 ? rest.Length : length) > _maxEventByteCount - _data.Length)
                throw Fail();
            if (length < 0)
                break;

            var line = _lines.Complete(rest[..length]);
            var next = _lines.Next(rest, length);
            if (_explainer is not null)
                Explain(_lines.OffsetOf(length) - line.Length, line, rest[length..next]);
            var value = StreamLine.IndexOfData(line);

            // The only data line of an event mostly has its blank line behind it: its value stays where it lies, without a copy.
            if (value >= 0 && next < rest.Length && rest[next] is (byte)'\n' or (byte)'\r' && _data.Length == 0 && _explainer is null)
            {
                next = _lines.Next(rest, next);
                _lines.Consume(next);
                bytes = rest[next..];
                dispatched = Dispatch(line[value..]);
                return true;
            }

            _lines.Consume(next);
            rest = rest[next..];
            if (value >= 0)
            {
                AppendData(line[value..]);
            }
            else if (!line.IsEmpty)
            {
                Process(line);
            }
            else if (_data.Length == 0)
            {
                Dispatch(default);
            }
            else
            {
                bytes = rest;
                dispatched = Dispatch(_data.Written[..^1]);
                _data.Clear();
                return true;
            }
        }

        _data.ReleaseIfEmpty();
        _lines.Hold(rest);
        bytes = default;
        dispatched = default;
        return false;
    }

    /// <summary>Whether an LF that comes next belongs to the line before.</summary>
    internal bool CarriageReturnIsLast => _lines.CarriageReturnIsLast;

    /// <summary>The line that has begun and not ended.</summary>
    internal ReadOnlySpan<byte> UnfinishedLine(out long offset) => _lines.Unfinished(out offset);

    /// <summary>Whether data would be lost if the stream ended here: without its blank line, or in the middle of its line.</summary>
    internal bool IsInMidEvent
    {
        get
        {
            var line = _lines.Unfinished(out _);
            return _data.Length > 0 || line.StartsWith("data"u8) || (!line.IsEmpty && "data"u8.StartsWith(line));
        }
    }

    // Dispatch begins with the last event ID and ends with an empty event type buffer, data or not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ServerSentEventBytes Dispatch(ReadOnlySpan<byte> data)
    {
        // Most events have neither: two reads cost less than two writes.
        if (_id is not null)
            SetLastEventId();
        var type = _type ?? DefaultType;
        if (_type is not null)
            _type = null;
        return new(type, data, LastEventId);
    }

    private void SetLastEventId()
    {
        LastEventId = _id!;
        _id = null;
    }

    private void Explain(long offset, ReadOnlySpan<byte> line, ReadOnlySpan<byte> ending)
    {
        var kind = StreamLine.Read(line, out var value);
        _explainer!.Add(offset, line, ending, kind, value, _data.Length > 0);
    }

    private void Process(ReadOnlySpan<byte> line)
    {
        switch (StreamLine.Read(line, out var value))
        {
            // "Set the event type buffer to the field value"; an empty one counts as none at dispatch.
            case LineKind.EventType:
                _type = value.IsEmpty ? null : _text.ReadName(value);
                break;

            // "Set the last event ID buffer to the field value": it takes effect at the next blank line.
            case LineKind.Id:
                _id = _text.Read(value);
                break;

            case LineKind.Retry:
                ReconnectionTime = StreamLine.ReadReconnectionTime(value);
                break;
        }
    }

    private void AppendData(ReadOnlySpan<byte> value)
    {
        _data.Append(value);
        _data.Append("\n"u8);
    }

    private EventTooLargeException Fail()
    {
        _failure = new(_maxEventByteCount, _lines.OffsetOf(-_lines.PartialByteCount) + _maxEventByteCount - _data.Length);
        _lines = default;
        _data = default;
        return _failure;
    }
}
