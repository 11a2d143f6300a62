namespace StreamBook;

/// <summary>What a server has used, read at one moment. It is that of the server alone, as a process or in a container; the kernel's part of a connection (its buffers) belongs to no process and is not in it.</summary>
/// <param name="CpuTime">The time of the processors since the server started; of nginx in steps of 10 ms.</param>
/// <param name="WorkingSetByteCount">The physical memory that it has, shared pages included; of nginx the sum over master and workers.</param>
/// <param name="ThreadCount">How many threads it has.</param>
/// <param name="HeapByteCount">What a .NET server has in use after a garbage collection, where one was asked for; null for nginx.</param>
public sealed record ServerUsage(TimeSpan CpuTime, long WorkingSetByteCount, int ThreadCount, long? HeapByteCount)
{
    /// <summary>How many connections a .NET server has open, that of the reading included; null for nginx.</summary>
    public int? ConnectionCount { get; init; }
}
