using System.Diagnostics;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook.Load;

/// <summary>A load of many connections on one server. What the machine does not allow is left out and told.</summary>
internal static class LoadRun
{
    private const int OpeningCount = 64;
    private const int SpareCount = 32;
    private static readonly TimeSpan _openDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _quietDeadline = TimeSpan.FromSeconds(5);

    public static TimeSpan DefaultWindow { get; } = TimeSpan.FromSeconds(3);

    public static async Task<LoadResult> RunAsync(LoadTarget server, ServerUsage idle, string pathAndQuery, bool isWebSocket, int connectionCount, TimeSpan window, ProgressBar progress, CancellationToken cancellationToken)
    {
        var meter = new LoadMeter();
        var connections = new List<LoadConnection>();
        var name = isWebSocket ? "WebSockets" : "event streams";
        try
        {
            var limit = await OpenAsync();
            progress.Report(Words.Invariant($"Measuring {connections.Count:#,0} {name}"), 0.8);
            // The first message of each is still of the time in which others were being opened.
            await SeeAsync(() => meter.FirstCount >= connections.Count, _openDeadline, cancellationToken);
            var before = await server.GetUsageAsync(false, cancellationToken);
            meter.IsOn = true;
            await Task.Delay(window, cancellationToken);
            meter.IsOn = false;
            var after = await server.GetUsageAsync(false, cancellationToken);
            var result = new LoadResult
            {
                Name = name,
                WantedCount = connectionCount,
                Count = connections.Count,
                Limit = limit,
                Window = window,
                Delays = meter.Delays,
                Idle = idle,
                Open = await server.GetUsageAsync(true, cancellationToken),
                CpuTime = after.CpuTime - before.CpuTime,
            };
            progress.End(result.ToString());
            return result;
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
            await CalmDownAsync(server, cancellationToken);
        }

        async Task<string?> OpenAsync()
        {
            string? limit = null;
            var mostCount = connectionCount;
            if (server.IsPublished && PublishedPort.ConnectionCount() is { } count && count < connectionCount)
            {
                mostCount = count;
                limit = "the engine's proxy of the port has no files for more";
            }

            string? refused = null;
            while (connections.Count < mostCount && refused is null)
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                deadline.CancelAfter(_openDeadline);
                var openings = Enumerable.Range(0, Math.Min(OpeningCount, mostCount - connections.Count))
                    .Select(_ => TryOpenAsync(deadline.Token)).ToArray();
                refused = (await Task.WhenAll(openings)).FirstOrDefault(refusal => refusal is not null);
                progress.Report(Words.Invariant($"Opening {connectionCount:#,0} {name}"), 0.8 * connections.Count / connectionCount);
            }

            // Reading what the server uses takes a connection too, where none could be had.
            for (var spare = refused is null ? 0 : Math.Min(SpareCount, connections.Count / 10); spare > 0; spare--)
            {
                connections[^1].Dispose();
                connections.RemoveAt(connections.Count - 1);
            }

            return refused ?? limit;
        }

        // Why it was not opened; null if it was.
        async Task<string?> TryOpenAsync(CancellationToken deadline)
        {
            try
            {
                var (connection, refusal) = await LoadConnection.OpenAsync(new(server.Url, pathAndQuery), isWebSocket, meter.Begin(), deadline);
                if (connection is null)
                    return refusal;
                lock (connections)
                    connections.Add(connection);
                return null;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return $"no answer within {_openDeadline.TotalSeconds:0} s";
            }
        }
    }

    // A server still busy with those who left would have that counted as the cost of the next load.
    private static async Task CalmDownAsync(LoadTarget server, CancellationToken cancellationToken)
    {
        try
        {
            var last = await server.GetUsageAsync(false, cancellationToken);
            await SeeAsync(async () =>
            {
                await Task.Delay(80, cancellationToken);
                var now = await server.GetUsageAsync(false, cancellationToken);
                var used = now.CpuTime - last.CpuTime;
                last = now;
                return used < TimeSpan.FromMilliseconds(25);
            }, _quietDeadline, cancellationToken);
        }
        catch (LabException)
        {
            // It has ended: why, tells the load.
        }
    }

    private static Task SeeAsync(Func<bool> isSo, TimeSpan deadline, CancellationToken cancellationToken) => SeeAsync(async () =>
    {
        await Task.Delay(10, cancellationToken);
        return isSo();
    }, deadline, cancellationToken);

    private static async Task SeeAsync(Func<Task<bool>> isSo, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await isSo() && Stopwatch.GetElapsedTime(start) < deadline)
            cancellationToken.ThrowIfCancellationRequested();
    }
}
