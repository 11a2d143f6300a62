using System.Globalization;
using System.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>What a kernel writes, line by line, up to a limit: a line without an end must not fill our memory.</summary>
/// <param name="reader">Its output.</param>
/// <param name="mostCharCount">How much is read of it.</param>
internal sealed class KernelLines(TextReader reader, long mostCharCount)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _begun = new();
    private int _start, _end;
    private long _charCount;

    /// <summary>The next line, without what ends it; null at the end.</summary>
    /// <exception cref="InvalidDataException">There is more than may be read.</exception>
    public async Task<string?> ReadAsync()
    {
        while (true)
        {
            var rest = _buffer.AsMemory(_start, _end - _start);
            if (rest.Span.IndexOf('\n') is >= 0 and var length)
            {
                _start += length + 1;
                return Take(rest[..length]);
            }

            _begun.Append(rest.Span);
            (_start, _end) = (0, await reader.ReadAsync(_buffer));
            if (_end == 0)
                return _begun.Length > 0 ? Take(default) : null;
            _charCount += _end;
            if (_charCount > mostCharCount)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"It wrote more than {mostCharCount >> 20} MiB."));
        }
    }

    private string Take(ReadOnlyMemory<char> last)
    {
        var line = _begun.Append(last.Span).ToString();
        _begun.Clear();
        return line;
    }
}
