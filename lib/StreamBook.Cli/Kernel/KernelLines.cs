using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>What a kernel writes, line by line, up to a limit: a line without an end must not fill our memory.</summary>
/// <param name="output">
/// Its output, as bytes. A <see cref="StreamReader"/> that is asked for characters reads on where a read filled its buffer, and
/// keeps what it has until more comes: an answer that ended exactly there stayed unheard until the cell's time was over.
/// </param>
/// <param name="mostByteCount">How much is read of it.</param>
internal sealed class KernelLines(Stream output, long mostByteCount)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly ArrayBufferWriter<byte> _begun = new();
    private int _start, _end;
    private long _byteCount;

    /// <summary>The next line, without what ends it; null at the end.</summary>
    /// <exception cref="InvalidDataException">There is more than may be read.</exception>
    public async Task<string?> ReadAsync()
    {
        while (true)
        {
            var rest = _buffer.AsMemory(_start, _end - _start);
            if (rest.Span.IndexOf((byte)'\n') is >= 0 and var length)
            {
                _start += length + 1;
                return Take(rest.Span[..length]);
            }

            _begun.Write(rest.Span);
            (_start, _end) = (0, await output.ReadAsync(_buffer));
            if (_end == 0)
                return _begun.WrittenCount > 0 ? Take(default) : null;
            _byteCount += _end;
            if (_byteCount > mostByteCount)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"It wrote more than {mostByteCount >> 20} MiB."));
        }
    }

    private string Take(ReadOnlySpan<byte> last)
    {
        _begun.Write(last);
        // Some programs begin with a byte order mark.
        var line = Encoding.UTF8.GetString(_begun.WrittenSpan).TrimStart('\uFEFF');
        _begun.Clear();
        return line;
    }
}
