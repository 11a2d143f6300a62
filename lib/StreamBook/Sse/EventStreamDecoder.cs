using System.Text;
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
    private LineSplitter _lines;
    private PooledBytes _data;
    private string? _type;
    private string _lastType = DefaultType;
    private string? _id;
    private bool _isAscii = true;
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
        if (_failure is not null)
            throw _failure;
        if (_lines.SkipLateLineFeed(ref bytes))
            _explainer?.CompleteCarriageReturn();

        // The only data line of an event is mostly here in full: it is decoded from where it lies, without a copy.
        scoped ReadOnlySpan<byte> uncopied = default;
        var hasUncopied = false;
        int end;
        while (true)
        {
            end = LineSplitter.IndexOfEnd(bytes, ref _isAscii);
            var dataByteCount = hasUncopied ? uncopied.Length + 1 : _data.Length;
            if ((long)_lines.PartialByteCount + (end < 0 ? bytes.Length : end) > _maxEventByteCount - dataByteCount)
                throw Fail(dataByteCount);
            if (end < 0)
                break;

            var line = _lines.Take(ref bytes, end, out var ending, out var offset);
            var kind = StreamLine.Read(line, out var value);
            var hasData = dataByteCount > 0;
            _explainer?.Add(offset, line, ending, kind, value, hasData);
            if (kind == LineKind.Blank)
            {
                // Dispatch begins with the last event ID and ends with an empty event type buffer, data or not.
                if (_id is not null)
                    LastEventId = _id;
                _id = null;
                dispatched = hasData ? new(_type ?? DefaultType, ReadText(hasUncopied ? uncopied : _data.Written[..^1]), LastEventId) : default;
                _type = null;
                _isAscii = true;
                if (!hasData)
                    continue;
                _data.Clear();
                return true;
            }

            if (kind != LineKind.Data)
            {
                Process(kind, value);
            }
            else if (!hasData)
            {
                uncopied = value;
                hasUncopied = true;
            }
            else
            {
                if (hasUncopied)
                    AppendData(uncopied);
                hasUncopied = false;
                AppendData(value);
            }
        }

        if (hasUncopied)
            AppendData(uncopied);
        _data.ReleaseIfEmpty();
        _lines.Hold(ref bytes);
        dispatched = default;
        return false;
    }

    /// <summary>Whether an LF that comes next belongs to the line before.</summary>
    internal bool CarriageReturnIsLast => _lines.CarriageReturnIsLast;

    /// <summary>The line that has begun and not ended.</summary>
    internal ReadOnlySpan<byte> UnfinishedLine(out long offset) => _lines.Unfinished(out offset);

    private void Process(LineKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            // "Set the event type buffer to the field value"; an empty one counts as none at dispatch.
            case LineKind.EventType:
                _type = value.IsEmpty ? null : ReadType(value);
                break;

            // "Set the last event ID buffer to the field value": it takes effect at the next blank line.
            case LineKind.Id:
                _id = ReadText(value);
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

    // ASCII is widened in one pass; UTF-8 is validated, counted and decoded, with U+FFFD for what is invalid.
    private string ReadText(ReadOnlySpan<byte> text) => _isAscii
        ? string.Create(text.Length, text, static (characters, bytes) => Ascii.ToUtf16(bytes, characters, out _))
        : Encoding.UTF8.GetString(text);

    // Streams name few types, mostly the same again: no new string for that.
    private string ReadType(ReadOnlySpan<byte> value) =>
        Ascii.Equals(value, _lastType) ? _lastType : _lastType = Encoding.UTF8.GetString(value);

    private EventTooLargeException Fail(int dataByteCount)
    {
        _failure = new(_maxEventByteCount, _lines.Offset + _maxEventByteCount - dataByteCount);
        _lines = default;
        _data = default;
        return _failure;
    }
}
