using System.Diagnostics;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook.Load;

/// <summary>A load of many connections on one server. What the machine does not allow is left out and told.</summary>
internal sealed class LoadRun(LoadTarget server, bool isWebSocket, ProgressBar progress, CancellationToken cancellationToken)
{
    // Spread over a second, as streams that were opened together send together.
    private const int OpenReadings = 4;
    private const int MostReadings = 20;
    private const int BufferByteCount = 4096;

    // What the readings themselves leave and take, in bytes.
    private const int Noise = 64_000;
    private static readonly TimeSpan _pauseBetweenReadings = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan _quietDeadline = TimeSpan.FromSeconds(5);

    private readonly string _noun = isWebSocket ? "WebSocket" : "event stream";

    public static TimeSpan DefaultWindow { get; } = TimeSpan.FromSeconds(3);

    public async Task<LoadResult> RunAsync(string pathAndQuery, int connectionCount, TimeSpan window)
    {
        var before = await server.GetFreshUsageAsync(cancellationToken);
        var meter = new LoadMeter();
        using var connections = new LoadConnections(new(server.Url, pathAndQuery), isWebSocket, meter, cancellationToken);
        var limit = await OpenAsync();

        progress.Report($"Measuring {Words.OfCount(connections.Count, _noun)}", 0.8);
        // The first message of each is still of the time in which others were being opened.
        var isSteady = await connections.SeeFirstMessagesAsync();
        var silentCount = connections.Count - meter.FirstCount;
        var begin = await server.GetUsageAsync(false, cancellationToken);
        meter.IsOn = true;
        await Task.Delay(window, cancellationToken);
        meter.IsOn = false;
        var end = await server.GetUsageAsync(false, cancellationToken);
        var open = await ReadOpenAsync(connections.Count);

        progress.Report($"Leaving {Words.OfCount(connections.Count, _noun)}", 0.9);
        connections.Dispose();
        var (after, isQuiet) = await CalmDownAsync(before.ConnectionCount);
        string?[] doubts =
        [
            isSteady ? null : $"{Words.OfCount(silentCount, "connection")} had no message within {Words.OfDuration(LoadConnections.FirstMessageDeadline)}",
            isQuiet ? null : $"{Words.OfDuration(_quietDeadline)} after all had been left, the server was still busy with them, so what they cost it may be more",
        ];
        var result = new LoadResult
        {
            Name = _noun + "s",
            WantedCount = connectionCount,
            Count = connections.Count,
            Limit = limit,
            Window = window,
            Delays = meter.Delays,
            Idle = after.HeapByteCount is null ? before : after,
            Open = open,
            CpuTime = end.CpuTime - begin.CpuTime,
            Doubt = doubts.OfType<string>().ToArray() is { Length: > 0 } told ? string.Join("; ", told) : null,
        };
        progress.End(result.ToString());
        return result;

        async Task<string?> OpenAsync()
        {
            var mostCount = server.IsPublished && PublishedPort.ConnectionCount() is { } count ? Math.Min(count, connectionCount) : connectionCount;
            var refusal = await connections.OpenAsync(mostCount, opened =>
                progress.Report($"Opening {Words.OfCount(connectionCount, _noun)}", 0.8 * opened / connectionCount));
            return refusal ?? (mostCount < connectionCount ? "the engine's proxy of the port has no files for more" : null);
        }
    }

    /// <summary>
    /// What is in use while all are open: the least of a few readings, and of more where no other comes near it. A stream that
    /// is just sending holds a buffer more, and where the machine kept the server waiting nearly all of them may be just sending.
    /// </summary>
    private async Task<ServerUsage> ReadOpenAsync(int connectionCount)
    {
        List<ServerUsage> readings = [await server.GetUsageAsync(true, cancellationToken)];
        while (readings[0].HeapByteCount is not null && readings.Count < MostReadings && (readings.Count < OpenReadings || !HaveFloor()))
        {
            await Task.Delay(_pauseBetweenReadings, cancellationToken);
            readings.Add(await server.GetUsageAsync(true, cancellationToken));
        }

        return readings.MinBy(reading => reading.HeapByteCount)!;

        // The two least are no further apart than if a tenth of the streams held a buffer more; a few streams are too few to tell.
        bool HaveFloor() => readings.Select(reading => reading.HeapByteCount).Order().ToArray() is [var least, var next, ..]
            && next - least <= Math.Max(Noise, connectionCount / 10 * BufferByteCount);
    }

    /// <summary>
    /// Waits until the server has let go of those who left: what it keeps for them would be missing from what they cost, and
    /// its work counted as that of the next load. Not quiet if it did not in time.
    /// </summary>
    private async Task<(ServerUsage After, bool IsQuiet)> CalmDownAsync(int? connectionCount)
    {
        var start = Stopwatch.GetTimestamp();
        var last = await server.GetUsageAsync(true, cancellationToken);
        while (Stopwatch.GetElapsedTime(start) < _quietDeadline)
        {
            await Task.Delay(80, cancellationToken);
            var now = await server.GetUsageAsync(true, cancellationToken);
            if (HasLetGo(last, now) && !(now.ConnectionCount > connectionCount))
                return (now, true);
            last = now;
        }

        return (last, false);
    }

    // Where a collection finds nothing that the one before had left. Of nginx only its work can be seen, which says less: on a
    // busy machine it may just not have had its turn.
    private static bool HasLetGo(ServerUsage before, ServerUsage after) =>
        before.HeapByteCount is { } had && after.HeapByteCount is { } has
            ? has >= had - Noise
            : after.CpuTime - before.CpuTime < TimeSpan.FromMilliseconds(25);
}
