using System.Diagnostics;
using StreamBook.Timing;

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
        var usage = new BackendUsage(
            Environment.CpuUsage.TotalTime.TotalMilliseconds,
            Environment.WorkingSet,
            GC.GetTotalMemory(forceFullCollection: false),
            self.Threads.Count);
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(usage.ToJson());
    }
}
