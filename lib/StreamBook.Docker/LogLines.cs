using System.Text;

namespace StreamBook.Docker;

/// <summary>Hands over the lines in a stream of bytes as they are complete.</summary>
internal sealed class LogLines(Action<string> take)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Span<char> chars = stackalloc char[4096];
        foreach (var c in chars[.._decoder.GetChars(bytes, chars, flush: false)])
        {
            if (c != '\n')
            {
                _line.Append(c);
                continue;
            }

            take(_line.ToString().TrimEnd('\r'));
            _line.Clear();
        }
    }
}
