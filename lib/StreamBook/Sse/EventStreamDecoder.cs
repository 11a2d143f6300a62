using System.Text;

namespace StreamBook;

/// <summary>Decodes an event stream incrementally, exactly as WHATWG HTML, section 9.2.6, has it: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream</summary>
public sealed class EventStreamDecoder
{
    private readonly List<byte> _line = [];
    private readonly StringBuilder _data = new();
    private string _type = "";
    private string _idBuffer = "";
    private bool _skipLineFeed;
    private bool _started;

    /// <summary>The last event ID, set when an event is dispatched; empty at first.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>The reconnection time, if a valid <c>retry</c> line set one.</summary>
    public TimeSpan? ReconnectionTime { get; private set; }

    /// <summary>Consumes bytes up to and including the next dispatched event.</summary>
    /// <param name="bytes">What has arrived; on return, what is not consumed yet. Call again with it until the answer is false.</param>
    /// <param name="dispatched">The event.</param>
    /// <returns>False when all bytes are consumed and no event was dispatched by them.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ServerSentEvent dispatched)
    {
        while (!bytes.IsEmpty)
        {
            var b = bytes[0];
            bytes = bytes[1..];
            if (b == '\n' && _skipLineFeed)
            {
                _skipLineFeed = false;
                continue;
            }

            _skipLineFeed = b == '\r';
            if (b is not ((byte)'\r' or (byte)'\n'))
            {
                _line.Add(b);
                continue;
            }

            var line = Encoding.UTF8.GetString([.. _line]);
            _line.Clear();
            if (!_started)
            {
                _started = true;
                line = line.StartsWith('\uFEFF') ? line[1..] : line;
            }

            if (Process(line, out dispatched))
                return true;
        }

        dispatched = default;
        return false;
    }

    private bool Process(string line, out ServerSentEvent dispatched)
    {
        dispatched = default;
        if (line.Length == 0)
        {
            LastEventId = _idBuffer;
            var type = _type;
            _type = "";
            if (_data.Length == 0)
                return false;
            dispatched = new(type.Length == 0 ? "message" : type, _data.ToString(0, _data.Length - 1), LastEventId);
            _data.Clear();
            return true;
        }

        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? "" : line[(colon + 1)..];
        value = value.StartsWith(' ') ? value[1..] : value;
        switch (name)
        {
            case "data":
                _data.Append(value).Append('\n');
                break;
            case "event":
                _type = value;
                break;
            case "id" when !value.Contains('\0', StringComparison.Ordinal):
                _idBuffer = value;
                break;
            case "retry" when value.Length > 0 && value.All(char.IsAsciiDigit) && int.TryParse(value, out var milliseconds):
                ReconnectionTime = TimeSpan.FromMilliseconds(milliseconds);
                break;
        }

        return false;
    }
}
