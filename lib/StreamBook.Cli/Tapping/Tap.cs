using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StreamBook.Cli.Tapping;

/// <summary>Stands between clients and a server, and passes each byte on as it comes, both ways: a tap, never a brake. It tells of each exchange when that has ended.</summary>
internal sealed class Tap : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Task, bool> _open = [];
    private readonly Task _taking;

    private Tap(TcpListener listener, TapTarget target, ITapWatch watch)
    {
        _listener = listener;
        EndPoint = (IPEndPoint)listener.LocalEndpoint;
        _taking = TakeAllAsync(target, watch);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Listens.</summary>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    public static Tap Start(IPEndPoint endPoint, TapTarget target, ITapWatch watch)
    {
        var listener = new TcpListener(endPoint);
        listener.Start();
        return new(listener, target, watch);
    }

    /// <summary>Ends what is open, and tells of it as far as it had come.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _taking;
        await Task.WhenAll(_open.Keys);
        _end.Dispose();
    }

    private async Task TakeAllAsync(TapTarget target, ITapWatch watch)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                client.NoDelay = true;
                var serving = new TappedConnection(client, target, watch).RunAsync(_end.Token);
                _open[serving] = true;
                _ = serving.ContinueWith(done => _open.TryRemove(done, out _), default, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody is taken any more.
        }
    }
}
