using System.Collections.Immutable;
using System.Diagnostics;

namespace StreamBook.Timing;

/// <summary>
/// Notices when the client stands still, whatever keeps it: it beats on the same scheduler as the client's reads, and a
/// beat that comes a whole period too late says that no read could come either.
/// </summary>
internal sealed class ClientPulse : IDisposable
{
    /// <summary>How often it beats. A timer of Windows has steps of 16 ms.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<(long Due, TimeSpan Late)> _stalls = [];
    private long _due;

    private ClientPulse()
    {
    }

    /// <summary>Begins to beat on the scheduler of the caller.</summary>
    public static ClientPulse Start()
    {
        var pulse = new ClientPulse();
        _ = pulse.BeatAsync(pulse._end.Token);
        return pulse;
    }

    /// <summary>When the client stood still until now. Ask once.</summary>
    /// <param name="start">The timestamp that offsets count from; what was before is left out.</param>
    public ImmutableArray<ClientStall> StallsSince(long start)
    {
        lock (_lock)
        {
            // The beat that a stall keeps waiting may come only after the last read.
            Note();
            return
            [
                .. _stalls.Select(stall => new ClientStall(Stopwatch.GetElapsedTime(start, stall.Due), stall.Late))
                    .Where(stall => stall.EndOffset > TimeSpan.Zero),
            ];
        }
    }

    /// <summary>Ends.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task BeatAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            lock (_lock)
                _due = Stopwatch.GetTimestamp() + (long)(Period.TotalSeconds * Stopwatch.Frequency);
            await Task.Delay(Period, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            lock (_lock)
            {
                if (!end.IsCancellationRequested)
                    Note();
            }
        }
    }

    private void Note()
    {
        var late = Stopwatch.GetElapsedTime(_due);
        if (late >= Period)
            _stalls.Add((_due, late));
    }
}
