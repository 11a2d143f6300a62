using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StreamBook;

/// <summary>
/// A server of a few lines, in this process, on a free port of 127.0.0.1. What it answers is the caller's code; taking
/// connections, reading the request and ending are here. It can break a connection as a network does.
/// </summary>
public sealed class HomeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _open = [];
    private readonly Func<HomeRequest, Task> _serve;
    private int _requestCount;
    private Socket? _newest;

    private HomeServer(Func<HomeRequest, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        Url = new($"http://{_listener.LocalEndpoint}/");
        _ = TakeAllAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>How many requests have come since the start.</summary>
    public int RequestCount => Volatile.Read(ref _requestCount);

    /// <summary>Starts a server.</summary>
    /// <param name="serve">Answers one request, that of an opening handshake too; several run at a time. When it returns, the connection is closed; when it throws, it is broken off, and nothing else is.</param>
    public static HomeServer Start(Func<HomeRequest, Task> serve) => new(serve);

    /// <summary>Breaks the connection of the newest request off, with a reset, in the middle of whatever it is doing.</summary>
    public void Cut()
    {
        if (Volatile.Read(ref _newest) is { } newest)
            BreakOff(newest);
    }

    /// <summary>Ends the server and breaks off what is open.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _open.Keys)
            BreakOff(socket);
    }

    private async Task TakeAllAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed: nobody is taken any more.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        _open[socket] = true;
        socket.NoDelay = true;
        try
        {
            if (await HomeRequest.ReadAsync(new NetworkStream(socket)) is { } request)
            {
                Volatile.Write(ref _newest, socket);
                Interlocked.Increment(ref _requestCount);
                await _serve(request);
                await request.EndAsync();
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception)
        {
            // A peer that left, or a fault of the caller's code: the client sees a broken connection either way.
            BreakOff(socket);
        }

        socket.Dispose();
        _open.TryRemove(socket, out _);
    }

    // Without lingering the end of a connection is a reset, which no client takes for a good end.
    private static void BreakOff(Socket socket)
    {
        try
        {
            socket.LingerState = new(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }

        socket.Dispose();
    }
}
