using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace StreamBook.Exercises;

/// <summary>The other side of a learner's WebSocket, over a connection of this machine. It sends the frames it is told to, right or wrong, and reads what comes.</summary>
internal sealed class WebSocketPeer : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly FrameDecoder _decoder = new(Endpoint.Client);
    private readonly Queue<WebSocketFrame> _read = new();

    private WebSocketPeer(Socket peer, Socket learner)
    {
        _stream = new(peer, ownsSocket: true);
        Socket = WebSocket.CreateFromStream(new NetworkStream(learner, ownsSocket: true), new WebSocketCreationOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
    }

    /// <summary>The learner's side: a client, whose opening handshake is behind it.</summary>
    public WebSocket Socket { get; }

    public static async Task<WebSocketPeer> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var learner = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await learner.ConnectAsync(listener.LocalEndpoint);
        while (true)
        {
            var accepted = await listener.AcceptSocketAsync();
            if (accepted.RemoteEndPoint!.Equals(learner.LocalEndPoint))
                return new(accepted, learner);
            // Somebody else on this machine knocked at a port that was another's a moment ago.
            accepted.Dispose();
        }
    }

    /// <summary>Sends frames, one after the other in one write. Behind a close frame the connection ends in this direction, for which a client waits (RFC 6455, section 7.1.1).</summary>
    public async Task SendAsync(params IEnumerable<WebSocketFrame> frames)
    {
        var bytes = new MemoryStream();
        var isLast = false;
        foreach (var frame in frames)
        {
            bytes.Write(frame.ToBytes().AsSpan());
            isLast = frame.Opcode is Opcode.Close;
        }

        try
        {
            await _stream.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
            if (isLast)
                _stream.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // A connection that the learner has ended takes nothing more.
        }
    }

    /// <summary>The next frame that the learner sends; null when the connection ended instead.</summary>
    public async Task<WebSocketFrame?> ReadAsync()
    {
        var buffer = new byte[4096];
        while (_read.Count == 0)
        {
            var byteCount = await ReadAsync(buffer);
            if (byteCount == 0)
                return null;
            foreach (var frame in _decoder.Read(buffer.AsSpan(0, byteCount)))
                _read.Enqueue(frame.Frame);
        }

        return _read.Dequeue();
    }

    /// <summary>The close frame that the learner sends, whatever comes before it; null when the connection ended without one.</summary>
    public async Task<WebSocketFrame?> ReadCloseAsync()
    {
        WebSocketFrame? frame;
        do
            frame = await ReadAsync();
        while (frame is { Opcode: not Opcode.Close });
        return frame;
    }

    public void Dispose()
    {
        Socket.Dispose();
        _stream.Dispose();
    }

    private async Task<int> ReadAsync(byte[] buffer)
    {
        try
        {
            return await _stream.ReadAsync(buffer);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
