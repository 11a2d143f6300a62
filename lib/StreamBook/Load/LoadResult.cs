using System.Collections.Immutable;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>What many connections that were open at the same time have shown: how late their messages were, and what they cost the server.</summary>
public sealed record LoadResult
{
    /// <summary>What was opened: <c>event streams</c> or <c>WebSockets</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many were asked for.</summary>
    public required int WantedCount { get; init; }

    /// <summary>How many were open while it was measured: fewer than asked for if something set a limit.</summary>
    public required int Count { get; init; }

    /// <summary>What set the limit, such as the number of files that a process may open; null if all could be opened.</summary>
    public string? Limit { get; init; }

    /// <summary>How long it was measured.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How late each message was here, counted from when the backend wrote it, the smallest first. Both ends and all between share the machine, so it has their waiting for a processor in it.</summary>
    public required ImmutableArray<TimeSpan> Delays { get; init; }

    /// <summary>
    /// What the server used without these connections: a .NET server after they had left, so that what it keeps of them
    /// (its log) and what it made once for all counts on both sides; nginx, which gives nothing back, with fresh workers before.
    /// </summary>
    public required ServerUsage Idle { get; init; }

    /// <summary>What the server used with all connections open, garbage removed where it has some.</summary>
    public required ServerUsage Open { get; init; }

    /// <summary>The time of the processors that the server used within the window.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>Which time limit ran out, and what that makes doubtful; null if none did.</summary>
    public string? Doubt { get; init; }

    /// <summary>How many messages arrived within the window, over all connections.</summary>
    public int MessageCount => Delays.Length;

    /// <summary>Half of the messages were at most this late; null if none arrived.</summary>
    public TimeSpan? Median => At(0.5);

    /// <summary>All but one in a hundred were at most this late; null if none arrived.</summary>
    public TimeSpan? Percentile99 => At(0.99);

    /// <summary>The server's time of the processors for each message, with everything else that it did; null if none arrived.</summary>
    public TimeSpan? CpuTimePerMessage => MessageCount == 0 ? null : CpuTime / MessageCount;

    /// <summary>What each open connection adds to the memory that the server has in use, in bytes: of a .NET server its heap, else its working set. Below about a hundred connections it says nothing; null if none was open.</summary>
    public double? ByteCountPerConnection => Count == 0 ? null
        : (Open.HeapByteCount is { } heap && Idle.HeapByteCount is { } idle ? heap - idle : Open.WorkingSetByteCount - Idle.WorkingSetByteCount) / (double)Count;

    /// <summary>One line: how many, the messages, how late, and what is doubtful.</summary>
    public override string ToString()
    {
        var late = Median is { } median ? $", half of them within {Words.OfDuration(median)}, 99 % within {Words.OfDuration(Percentile99!.Value)}" : "";
        var limit = Limit is null ? "" : Words.Invariant($" ({WantedCount:#,0} were asked for: {Limit})");
        var doubt = Doubt is null ? "" : $" (doubtful: {Doubt})";
        return $"{Words.OfCount(Count, Name.TrimEnd('s'))}{limit}: {Words.OfCount(MessageCount, "message")}{late}{doubt}";
    }

    // Of a hundred delays the 99th: one in a hundred is later.
    private TimeSpan? At(double part) => Delays.IsEmpty ? null : Delays[Math.Max(0, (int)Math.Ceiling(part * Delays.Length) - 1)];
}
