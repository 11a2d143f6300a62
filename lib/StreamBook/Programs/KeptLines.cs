using StreamBook.Wording;

namespace StreamBook.Programs;

/// <summary>The last 1,000 lines that a program has written, as they come.</summary>
/// <param name="name">What the program is called in exceptions.</param>
internal sealed class KeptLines(string name)
{
    private const int KeptLineCount = 1000;

    private readonly Queue<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        TaskCompletionSource changed;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLineCount)
                _lines.Dequeue();
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Waits for a line, one that is there already included, and returns it.</summary>
    /// <param name="matches">Which.</param>
    /// <param name="exited">Completes with a sentence that says how the program ended, once it has and its lines are complete.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">The program ended, or the deadline passed, without such a line.</exception>
    public async Task<string> WaitForAsync(Func<string, bool> matches, Task<string> exited, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        while (true)
        {
            // In this order: once it has exited, the lines are complete.
            var hasExited = exited.IsCompleted;
            Task changed;
            lock (_lines)
            {
                if (_lines.FirstOrDefault(matches) is { } line)
                    return line;
                changed = _changed.Task;
            }

            if (hasExited)
                throw Unexpected($"{name} ended before it was ready.", await exited);
            try
            {
                await Task.WhenAny(changed, exited).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Unexpected(Words.Invariant($"{name} was not ready within {deadline.TotalSeconds:0.#} s."), "It is still running.");
            }
        }
    }

    /// <summary>The lines.</summary>
    public override string ToString()
    {
        lock (_lines)
            return string.Join('\n', _lines);
    }

    private LabException Unexpected(string attempt, string state) =>
        new(attempt, $"{state} Its output:\n{(ToString() is { Length: > 0 } output ? output : "(none)")}", "Its output says why; if it does not, start it by hand.");
}
