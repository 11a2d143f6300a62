using System.Globalization;
using System.Text;

namespace StreamBook.Cli.Tapping;

/// <summary>Counts through the body of a request or an answer, to know where the next one begins. It keeps and changes nothing.</summary>
internal sealed class MessageBody
{
    private readonly bool _isInChunks;
    private readonly StringBuilder _line = new();
    private long _left;
    private bool _isInTrailer;

    private MessageBody(long byteCount, bool isInChunks)
    {
        (_left, _isInChunks) = (byteCount, isInChunks);
        IsWhole = !isInChunks && byteCount == 0;
    }

    /// <summary>Whether all of it was taken.</summary>
    public bool IsWhole { get; private set; }

    public static MessageBody Of(long byteCount) => new(byteCount, isInChunks: false);

    public static MessageBody InChunks() => new(0, isInChunks: true);

    /// <summary>Takes what belongs to it from the beginning of some bytes.</summary>
    /// <returns>How many those are.</returns>
    /// <exception cref="FormatException">A chunk has no size.</exception>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (!IsWhole && taken < bytes.Length)
        {
            if (_left > 0)
            {
                var part = (int)Math.Min(_left, bytes.Length - taken);
                (_left, taken) = (_left - part, taken + part);
                IsWhole = _left == 0 && !_isInChunks;
            }
            else if (bytes[taken++] is var next and not (byte)'\n')
            {
                _line.Append((char)next);
            }
            else
            {
                EndLine(_line.ToString().TrimEnd('\r'));
                _line.Clear();
            }
        }

        return taken;
    }

    // RFC 9112, section 7.1: a size, the data and CRLF; after the size 0 come fields, and a blank line.
    private void EndLine(string line)
    {
        if (_isInTrailer)
            IsWhole = line.Length == 0;
        else if (line.Length > 0)
            _isInTrailer = (_left = Size(line)) == 0;
    }

    private static long Size(string line) =>
        long.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) && size >= 0
            ? size
            : throw new FormatException($"“{line[..Math.Min(20, line.Length)]}” is not the size of a chunk.");
}
