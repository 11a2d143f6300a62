using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace StreamBook;

/// <summary>
/// Writes an event stream (WHATWG HTML, section 9.2.5: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
/// What it wrote decodes to what was given. Text is encoded as UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.
/// Arguments are checked before the first byte is written. Flushing is up to the caller.
/// </summary>
public static class EventStreamEncoder
{
    /// <summary>Writes one event with the blank line that dispatches it.</summary>
    /// <param name="output">Where to; a <c>PipeWriter</c> is one.</param>
    /// <param name="data">The data, any text. Each line becomes a <c>data</c> line; as a stream knows only one line end within data, CR and CR LF reach the reader as LF.</param>
    /// <param name="type">The event type; without one, or with an empty one, the reader sees <c>message</c>.</param>
    /// <param name="id">The last event ID from this event on; null leaves it as it is, an empty one resets it.</param>
    /// <exception cref="ArgumentException">The type or the ID holds CR, LF or NUL: a line end would forge a line, an ID with NUL would be ignored.</exception>
    public static void Write(IBufferWriter<byte> output, string data, string? type = null, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(data);
        RefuseLineEndAndNul(type, nameof(type));
        RefuseLineEndAndNul(id, nameof(id));

        if (!string.IsNullOrEmpty(type))
            WriteLine(output, "event: "u8, type);
        if (id is not null)
            WriteLine(output, "id: "u8, id);
        WriteLines(output, "data: "u8, data);
        output.Write("\n"u8);
    }

    /// <summary>Writes a comment, which every reader ignores: it keeps an idle connection from being cut.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="text">The comment, any text; each line becomes a comment line.</param>
    public static void WriteComment(IBufferWriter<byte> output, string text = "")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(text);
        WriteLines(output, ": "u8, text);
    }

    /// <summary>Writes the reconnection time: how long the reader waits before it connects again.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="reconnectionTime">Zero or more; written in whole milliseconds, rounded down.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public static void WriteRetry(IBufferWriter<byte> output, TimeSpan reconnectionTime)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(reconnectionTime, TimeSpan.Zero);
        output.Write("retry: "u8);
        Utf8Formatter.TryFormat(reconnectionTime.Ticks / TimeSpan.TicksPerMillisecond, output.GetSpan(20), out var byteCount);
        output.Advance(byteCount);
        output.Write("\n"u8);
    }

    private static void WriteLines(IBufferWriter<byte> output, ReadOnlySpan<byte> prefix, ReadOnlySpan<char> text)
    {
        int end;
        while ((end = text.IndexOfAny('\r', '\n')) >= 0)
        {
            WriteLine(output, prefix, text[..end]);
            text = text[(end + (text[end..].StartsWith("\r\n") ? 2 : 1))..];
        }

        WriteLine(output, prefix, text);
    }

    // The space after the colon is always there, so that a value's own leading space survives.
    private static void WriteLine(IBufferWriter<byte> output, ReadOnlySpan<byte> prefix, ReadOnlySpan<char> value)
    {
        output.Write(prefix);
        Encoding.UTF8.GetBytes(value, output);
        output.Write("\n"u8);
    }

    private static void RefuseLineEndAndNul(string? value, string parameter)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new ArgumentException($"An event's {parameter} must not hold CR, LF or NUL; this one does: {value!.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal)}", parameter);
    }
}
