using System.Collections.Immutable;

namespace StreamBook.Load;

/// <summary>Collects the delays of all connections of a load.</summary>
internal sealed class LoadMeter
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _delays = [];
    private int _firstCount;

    public volatile bool IsOn;

    /// <summary>How many connections have had a message.</summary>
    public int FirstCount => Volatile.Read(ref _firstCount);

    public ImmutableArray<TimeSpan> Delays
    {
        get
        {
            lock (_lock)
                return [.. _delays.Order()];
        }
    }

    /// <summary>What a new connection is to call.</summary>
    public Action<TimeSpan> Begin()
    {
        var isFirst = true;
        return delay =>
        {
            if (isFirst)
                Interlocked.Increment(ref _firstCount);
            isFirst = false;
            if (!IsOn)
                return;
            lock (_lock)
                _delays.Add(delay);
        };
    }
}
