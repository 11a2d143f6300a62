using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using StreamBook.Timing;

namespace StreamBook.Backend;

/// <summary>What the backend has used so far, for those who measure it.</summary>
internal static class Usage
{
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

    public static Task WriteAsync(HttpContext context)
    {
        var query = new Query(context);
        var collect = query.Choice("collect", "no", "yes", "no");
        query.End();

        if (collect == "yes")
        {
            Buffers.Trim();
            // Twice: what a finalizer frees is gone only after the next.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }

        using var self = Process.GetCurrentProcess();
        var usage = new BackendUsage(
            Environment.CpuUsage.TotalTime.TotalMilliseconds,
            Environment.WorkingSet,
            GC.GetTotalMemory(forceFullCollection: false),
            self.Threads.Count,
            Volatile.Read(ref _connectionCount));
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(usage.ToJson());
    }
}
