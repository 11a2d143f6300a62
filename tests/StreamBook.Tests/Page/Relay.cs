using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StreamBook.Tests;

/// <summary>A line between a browser and a server that can be cut in the middle of a stream.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Task _accepting;
    private volatile bool _isCut;

    public Relay(int serverPort, int port)
    {
        _listener = new(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync(serverPort);
    }

    /// <summary>Breaks every connection; new ones break at once.</summary>
    public void Cut()
    {
        _isCut = true;
        while (_sockets.TryTake(out var socket))
            socket.Dispose();
    }

    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync(int serverPort)
    {
        try
        {
            while (true)
            {
                var here = await _listener.AcceptSocketAsync();
                if (_isCut)
                {
                    here.Dispose();
                    continue;
                }

                var there = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await there.ConnectAsync(IPAddress.Loopback, serverPort);
                _sockets.Add(here);
                _sockets.Add(there);
                _ = CopyAsync(here, there);
                _ = CopyAsync(there, here);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16_384];
            for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
                await to.SendAsync(buffer.AsMemory(0, count));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            to.Dispose();
        }
    }
}
