using System.Diagnostics;

namespace StreamBook.Load;

/// <summary>All connections of a load. They are left when it is disposed.</summary>
internal sealed class LoadConnections(Uri uri, bool isWebSocket, LoadMeter meter, CancellationToken cancellationToken) : IDisposable
{
    private const int OpeningCount = 64;
    private const int SpareCount = 32;
    private static readonly TimeSpan _openDeadline = TimeSpan.FromSeconds(20);

    private readonly List<LoadConnection> _open = [];

    /// <summary>How long the first messages are waited for.</summary>
    public static TimeSpan FirstMessageDeadline { get; } = TimeSpan.FromSeconds(20);

    public int Count => _open.Count;

    /// <summary>Opens so many, fewer where one is refused.</summary>
    /// <returns>Why one was refused; null if none was.</returns>
    public async Task<string?> OpenAsync(int count, Action<int> report)
    {
        string? refused = null;
        while (_open.Count < count && refused is null)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(_openDeadline);
            var openings = Enumerable.Range(0, Math.Min(OpeningCount, count - _open.Count)).Select(_ => TryOpenAsync(deadline.Token)).ToArray();
            refused = (await Task.WhenAll(openings)).FirstOrDefault(refusal => refusal is not null);
            report(_open.Count);
        }

        // Reading what the server uses takes a connection too, where none could be had.
        for (var spare = refused is null ? 0 : Math.Min(SpareCount, _open.Count / 10); spare > 0; spare--)
        {
            _open[^1].Dispose();
            _open.RemoveAt(_open.Count - 1);
        }

        return refused;
    }

    /// <summary>Waits until each has had a message; false if one had none in time.</summary>
    public async Task<bool> SeeFirstMessagesAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (meter.FirstCount < Count)
        {
            if (Stopwatch.GetElapsedTime(start) > FirstMessageDeadline)
                return false;
            await Task.Delay(10, cancellationToken);
        }

        return true;
    }

    public void Dispose() => _open.ForEach(connection => connection.Dispose());

    // Why it was not opened; null if it was.
    private async Task<string?> TryOpenAsync(CancellationToken deadline)
    {
        try
        {
            var (connection, refusal) = await LoadConnection.OpenAsync(uri, isWebSocket, meter.Begin(), deadline);
            if (connection is null)
                return refusal;
            lock (_open)
                _open.Add(connection);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {_openDeadline.TotalSeconds:0} s";
        }
    }
}
