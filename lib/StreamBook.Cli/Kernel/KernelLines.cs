using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace StreamBook.Cli.Kernel;

/// <summary>What a kernel writes, line by line, up to a limit: a line without an end must not fill our memory.</summary>
/// <remarks>
/// A thread of its own waits for the kernel, and hands each line over to whoever awaits it without the thread pool. Through the
/// pool a line that was there has stayed unread until something else was sent to the kernel: seen twice, after minutes.
/// </remarks>
internal sealed class KernelLines
{
    // Of a kernel that nobody listens to no more than this is read.
    private const int AheadCount = 16;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(AheadCount) { SingleWriter = true, AllowSynchronousContinuations = true });

    private readonly TextReader _reader;
    private readonly long _mostCharCount;

    /// <summary>Begins to read.</summary>
    /// <param name="reader">The kernel's output.</param>
    /// <param name="mostCharCount">How much is read of it.</param>
    public KernelLines(TextReader reader, long mostCharCount)
    {
        _reader = reader;
        _mostCharCount = mostCharCount;
        new Thread(ReadToEnd) { IsBackground = true, Name = "kernel output" }.Start();
    }

    /// <summary>The next line, without what ends it; null at the end. One that was not waited for is the next one's.</summary>
    /// <exception cref="InvalidDataException">There is more than may be read.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _lines.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            return e.InnerException is InvalidDataException tooMuch ? throw new InvalidDataException(tooMuch.Message, tooMuch) : null;
        }
    }

    private void ReadToEnd()
    {
        try
        {
            foreach (var line in Lines())
            {
                if (!_lines.Writer.TryWrite(line))
                    _lines.Writer.WriteAsync(line).AsTask().GetAwaiter().GetResult();
            }

            _lines.Writer.Complete();
        }
        // Disposed with its process.
        catch (Exception e) when (e is InvalidDataException or IOException or ObjectDisposedException)
        {
            _lines.Writer.Complete(e);
        }
    }

    private IEnumerable<string> Lines()
    {
        var buffer = new char[16 * 1024];
        var begun = new StringBuilder();
        var charCount = 0L;
        while (_reader.Read(buffer, 0, buffer.Length) is > 0 and var count)
        {
            charCount += count;
            if (charCount > _mostCharCount)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"It wrote more than {_mostCharCount >> 20} MiB."));
            var rest = buffer.AsMemory(0, count);
            while (rest.Span.IndexOf('\n') is >= 0 and var length)
            {
                yield return begun.Append(rest.Span[..length]).ToString();
                begun.Clear();
                rest = rest[(length + 1)..];
            }

            begun.Append(rest.Span);
        }

        if (begun.Length > 0)
            yield return begun.ToString();
    }
}
