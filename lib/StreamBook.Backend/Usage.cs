using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using StreamBook.Timing;

namespace StreamBook.Backend;

/// <summary>What the backend has used so far, for those who measure it.</summary>
internal static class Usage
{
    private static readonly TimeSpan _backlog = TimeSpan.FromMilliseconds(50);

    private static int _connectionCount;

    /// <summary>The buffers of the server.</summary>
    public static BufferPool Buffers { get; } = new();

    /// <summary>Counts the connections.</summary>
    public static ConnectionDelegate Count(ConnectionDelegate next) => async connection =>
    {
        Interlocked.Increment(ref _connectionCount);
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _connectionCount);
        }
    };

    public static async Task WriteAsync(HttpContext context)
    {
        var query = new Query(context);
        var collect = query.Choice("collect", "no", "yes", "no");
        query.End();

        var heapByteCount = collect == "yes" ? await CollectAsync() : GC.GetTotalMemory(forceFullCollection: false);

        using var self = Process.GetCurrentProcess();
        var usage = new BackendUsage(
            Environment.CpuUsage.TotalTime.TotalMilliseconds,
            Environment.WorkingSet,
            heapByteCount,
            self.Threads.Count,
            Volatile.Read(ref _connectionCount));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(usage.ToJson());
    }

    /// <summary>
    /// Removes garbage, and says what was left then. Twice: what a finalizer frees is gone only after the next. In between,
    /// the events that were due while everything stood still are sent, as each of them holds a buffer for a moment.
    /// </summary>
    private static async Task<long> CollectAsync()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await Task.Delay(_backlog);
        Buffers.Trim();
        GC.Collect();
        var left = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return left.HeapSizeBytes - left.FragmentedBytes;
    }
}
