using System.Diagnostics;

namespace StreamBook.Backend;

/// <summary>What the backend has used so far, for those who measure it.</summary>
internal static class Usage
{
    public static Task WriteAsync(HttpContext context)
    {
        var query = new Query(context);
        var collect = query.Choice("collect", "no", "yes", "no");
        query.End();

        if (collect == "yes")
        {
            // Twice: what a finalizer frees is gone only after the next.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }

        using var self = Process.GetCurrentProcess();
        return context.Response.WriteAsJsonAsync(new
        {
            cpuMs = Environment.CpuUsage.TotalTime.TotalMilliseconds,
            workingSetByteCount = Environment.WorkingSet,
            heapByteCount = GC.GetTotalMemory(forceFullCollection: false),
            threadCount = self.Threads.Count,
        });
    }
}
