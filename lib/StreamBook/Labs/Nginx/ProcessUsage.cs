using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamBook.Labs.Nginx;

/// <summary>Reads what an nginx uses, master and workers together.</summary>
internal static partial class ProcessUsage
{
    // USER_HZ, in which Linux tells times to programs, is 100 on every machine (time(7)).
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(10);

    /// <summary>From the process IDs that nginx wrote, each with its own process here.</summary>
    /// <param name="pidFile">What is in its pid file.</param>
    /// <param name="errorLog">Its error.log, which names each worker that was started.</param>
    public static ServerUsage OfProcesses(string pidFile, string errorLog)
    {
        var ids = StartedWorker().Matches(errorLog).Select(match => match.Groups[1].Value).Prepend(pidFile.Trim()).Distinct();
        var usage = new ServerUsage(default, 0, 0, null);
        foreach (var id in ids)
        {
            try
            {
                using var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
                // A worker may be gone, and its ID another's.
                if (process.ProcessName.StartsWith("nginx", StringComparison.Ordinal))
                    usage = Sum(usage, process.TotalProcessorTime, process.WorkingSet64, process.Threads.Count);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or Win32Exception)
            {
            }
        }

        return usage;
    }

    /// <summary>What a shell in a container is told, for <see cref="OfStatLines"/>: its kernel's pages need not be as large as ours.</summary>
    public const string ReadStatLines = "grep -m1 KernelPageSize /proc/self/smaps; cat /proc/[0-9]*/stat";

    /// <summary>From the <c>/proc/*/stat</c> of a container, where every nginx is ours (fields as in proc_pid_stat(5)), and the size of a page, 4 kB unless a line tells.</summary>
    public static ServerUsage OfStatLines(string lines)
    {
        var pageByteCount = PageSize().Match(lines) is { Success: true } size ? 1024 * long.Parse(size.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 4096;
        var usage = new ServerUsage(default, 0, 0, null);
        foreach (var line in lines.Split('\n').Where(line => line.Contains("(nginx)", StringComparison.Ordinal)))
        {
            // Behind the name come the third field and those after it.
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ').Prepend("").Prepend("").Prepend("").ToArray();
            usage = Sum(usage, (Number(14) + Number(15)) * _tick, Number(24) * pageByteCount, (int)Number(20));

            long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
        }

        return usage;
    }

    private static ServerUsage Sum(ServerUsage sum, TimeSpan cpuTime, long workingSetByteCount, int threadCount) =>
        new(sum.CpuTime + cpuTime, sum.WorkingSetByteCount + workingSetByteCount, sum.ThreadCount + threadCount, null);

    [GeneratedRegex(@"^KernelPageSize: +(\d+) kB", RegexOptions.Multiline)]
    private static partial Regex PageSize();

    [GeneratedRegex(@": start worker process (\d+)\r?\n")]
    private static partial Regex StartedWorker();
}
