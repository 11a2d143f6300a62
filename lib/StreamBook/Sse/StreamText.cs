using System.Buffers;
using System.Text;

namespace StreamBook.Sse;

/// <summary>Makes text of the bytes of one stream, with U+FFFD for what is not valid UTF-8 ("UTF-8 decode", WHATWG Encoding, section 6).</summary>
internal sealed class StreamText
{
    private string _lastName = "";

    // A stream is mostly ASCII throughout, or hardly ever.
    private bool _isAscii = true;

    /// <summary>ASCII is widened in one pass. Anything else is validated and counted in one pass and decoded in another.</summary>
    public string Read(ReadOnlySpan<byte> bytes)
    {
        if (_isAscii)
        {
            var text = string.Create(bytes.Length, new Widening(this, bytes), static (characters, widening) =>
                widening.Text._isAscii = Ascii.ToUtf16(widening.Bytes, characters, out _) == OperationStatus.Done);
            if (_isAscii)
                return text;
        }

        var decoded = Encoding.UTF8.GetString(bytes);
        _isAscii = decoded.Length == bytes.Length;
        return decoded;
    }

    /// <summary>Reads what is mostly the same again, as event types are: no new string for that.</summary>
    public string ReadName(ReadOnlySpan<byte> bytes) =>
        Ascii.Equals(bytes, _lastName) ? _lastName : _lastName = Encoding.UTF8.GetString(bytes);

    private readonly ref struct Widening(StreamText text, ReadOnlySpan<byte> bytes)
    {
        public StreamText Text { get; } = text;

        public ReadOnlySpan<byte> Bytes { get; } = bytes;
    }
}
