using System.Diagnostics;

namespace StreamBook;

/// <summary>One event source of a <see cref="Crowd"/>, and what it received.</summary>
public sealed class CrowdMember
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _received = [];
    private readonly List<ServerSentEvent> _events = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openedCount;
    private int _duplicateCount;

    internal CrowdMember()
    {
    }

    /// <summary>How often it was answered with an event stream.</summary>
    public int OpenedCount => Volatile.Read(ref _openedCount);

    /// <summary>How many of its events had data that it had received before.</summary>
    public int DuplicateCount => Volatile.Read(ref _duplicateCount);

    /// <summary>Its events, in the order in which they arrived.</summary>
    public IReadOnlyList<ServerSentEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    /// <summary>Completes when it was first answered with an event stream.</summary>
    internal Task Opened => _opened.Task;

    /// <summary>When an event with this data first arrived, of <see cref="Stopwatch.GetTimestamp"/>; null if none has.</summary>
    internal long? Received(string data)
    {
        lock (_lock)
            return _received.TryGetValue(data, out var when) ? when : null;
    }

    internal void Add(EventSourceNotice notice)
    {
        if (notice is not EventSourceNotice.Opened)
            return;
        Interlocked.Increment(ref _openedCount);
        _opened.TrySetResult();
    }

    internal void Add(ServerSentEvent dispatched)
    {
        lock (_lock)
        {
            _events.Add(dispatched);
            if (!_received.TryAdd(dispatched.Data, Stopwatch.GetTimestamp()))
                _duplicateCount++;
        }
    }
}
