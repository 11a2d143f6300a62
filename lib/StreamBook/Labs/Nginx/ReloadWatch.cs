using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamBook.Labs.Nginx;

/// <summary>
/// Tells from error.log when a reload is complete: no worker of before accepts a connection any more.
/// </summary>
/// <remarks>
/// A worker is one thread. Told to quit, it writes "gracefully shutting down" and closes its listening sockets and idle
/// connections with nothing in between (ngx_worker_process_cycle, src/os/unix/ngx_process_cycle.c). So a connection that
/// is opened after that line was read is accepted by another worker. The master starts the new workers before it tells
/// the old ones to quit, and writes "start worker processes" only when it has taken up the new configuration; when it
/// has not, it writes at level emerg and goes on with the old one.
/// </remarks>
internal sealed partial class ReloadWatch
{
    private readonly Func<string> _readLog;
    private readonly int _before;

    /// <summary>Begin the watch before the reload is ordered.</summary>
    /// <param name="readLog">Reads error.log as it is now, one character a byte.</param>
    public ReloadWatch(Func<string> readLog)
    {
        _readLog = readLog;
        _before = Read().Length;
    }

    /// <summary>What the reload still waits for, in a few words; null when it is complete.</summary>
    /// <param name="refusal">What nginx wrote when it could not take up the configuration; else null.</param>
    public string? WaitsFor(out string? refusal)
    {
        refusal = null;
        var log = Read();
        var reconfiguring = log.IndexOf(": reconfiguring\n", _before, StringComparison.Ordinal);
        if (reconfiguring < 0)
            return "nginx has not taken up the signal";
        var started = log.IndexOf(": start worker processes\n", reconfiguring, StringComparison.Ordinal);
        if (started < 0)
        {
            refusal = Emergency().Match(log, reconfiguring) is { Success: true } line ? line.Value : null;
            return "nginx is reading the configuration";
        }

        var accepting = new HashSet<int>();
        foreach (Match match in WorkerLife().Matches(log))
        {
            if (match.Groups["begun"] is { Success: true } begun)
            {
                if (match.Index < started)
                    accepting.Add(int.Parse(begun.ValueSpan, CultureInfo.InvariantCulture));
            }
            else
            {
                accepting.Remove(int.Parse(match.Groups["ended"].ValueSpan, CultureInfo.InvariantCulture));
            }
        }

        return accepting.Count == 0 ? null : $"worker {string.Join(", ", accepting)} still accepts connections";
    }

    // Whole lines only, so that no number is half read and a place in the text stays where it is as the log grows.
    private string Read()
    {
        var log = _readLog();
        return log[..(log.LastIndexOf('\n') + 1)].Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\[emerg\] [^\n]*")]
    private static partial Regex Emergency();

    [GeneratedRegex(@"start worker process (?<begun>\d+)\n| (?<ended>\d+)#\d+: (?:gracefully shutting down|exiting)\n|worker process (?<ended>\d+) exited ")]
    private static partial Regex WorkerLife();
}
