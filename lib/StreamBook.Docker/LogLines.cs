using System.Text;

namespace StreamBook.Docker;

/// <summary>Hands over the lines in a stream of bytes as they are complete.</summary>
internal sealed class LogLines(Action<string> take)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();

    public void Add(ReadOnlySpan<byte> bytes) => Add(bytes, isEnd: false);

    /// <summary>Hands over the last line, which need not have an end.</summary>
    public void Complete()
    {
        Add([], isEnd: true);
        if (_line.Length > 0)
            Take();
    }

    private void Add(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        // What was left of a character that never came to its end makes more characters than there are bytes.
        Span<char> chars = stackalloc char[1024];
        for (var isDone = false; !isDone;)
        {
            _decoder.Convert(bytes, chars, isEnd, out var byteCount, out var charCount, out isDone);
            bytes = bytes[byteCount..];
            foreach (var c in chars[..charCount])
            {
                if (c == '\n')
                    Take();
                else
                    _line.Append(c);
            }
        }
    }

    private void Take()
    {
        take(_line.ToString().TrimEnd('\r'));
        _line.Clear();
    }
}
