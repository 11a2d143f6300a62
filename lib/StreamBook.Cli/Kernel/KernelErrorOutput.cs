using System.Text;

namespace StreamBook.Cli;

/// <summary>Reads a kernel's standard error to its end, so that the kernel never waits for a reader, and keeps the last of it.</summary>
internal sealed class KernelErrorOutput
{
    private const int MaxCharCount = 4000;
    private readonly StringBuilder _tail = new();
    private readonly Task _reading;

    internal KernelErrorOutput(TextReader reader) => _reading = ReadAsync(reader);

    /// <summary>The last of what was written so far.</summary>
    internal string Tail
    {
        get
        {
            lock (_tail)
                return _tail.ToString().Trim();
        }
    }

    /// <summary>Waits for the end, which does not come while a process that got away still holds the pipe.</summary>
    internal async Task CompleteAsync() => await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(1)));

    private async Task ReadAsync(TextReader reader)
    {
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_tail)
            {
                _tail.Append(buffer, 0, count);
                if (_tail.Length > MaxCharCount)
                    _tail.Remove(0, _tail.Length - MaxCharCount);
            }
        }
    }
}
