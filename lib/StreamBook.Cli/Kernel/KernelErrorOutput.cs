using System.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>Reads a kernel's standard error to its end, so that the kernel never waits for a reader, and keeps the first and the last of it.</summary>
internal sealed class KernelErrorOutput
{
    private const int MaxHeadCharCount = 1000;
    private const int MaxTailCharCount = 3000;
    private readonly StringBuilder _head = new();
    private readonly StringBuilder _tail = new();
    private bool _isCut;
    private readonly Task _reading;

    public KernelErrorOutput(TextReader reader) => _reading = ReadAsync(reader);

    /// <summary>What was written so far, cut in the middle if it is long: the framework names a crash first, and its stack may be endless.</summary>
    public string Text
    {
        get
        {
            lock (_head)
                return $"{_head}{(_isCut ? "\n…\n" : "")}{_tail}".Trim();
        }
    }

    /// <summary>Waits for the end, which does not come while a process that got away still holds the pipe.</summary>
    public async Task CompleteAsync() => await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(1)));

    private async Task ReadAsync(TextReader reader)
    {
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_head)
            {
                var headCount = Math.Min(count, MaxHeadCharCount - _head.Length);
                _head.Append(buffer, 0, headCount);
                _tail.Append(buffer, headCount, count - headCount);
                if (_tail.Length <= MaxTailCharCount)
                    continue;
                _tail.Remove(0, _tail.Length - MaxTailCharCount);
                _isCut = true;
            }
        }
    }
}
