using System.Net;
using System.Net.Sockets;
using System.Text;
using StreamBook.WebSockets;

namespace StreamBook.Tests;

/// <summary>A server that obeys RFC 9110, section 7.8: it ignores Upgrade in a request of HTTP/1.0, and says what it needs.</summary>
internal sealed class StrictPeer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public StrictPeer()
    {
        _listener.Start();
        _ = TakeAllAsync();
    }

    public string Authority => _listener.LocalEndpoint.ToString()!;

    public void Dispose() => _listener.Dispose();

    private async Task TakeAllAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            var lines = new List<string>();
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
                lines.Add(line);
            var key = lines.FirstOrDefault(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))?.Split(':', 2)[1].Trim();
            var answer = key is null || !lines[0].EndsWith("HTTP/1.1", StringComparison.Ordinal)
                ? "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nContent-Length: 0\r\n\r\n"
                : $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {OpeningHandshake.Accept(key)}\r\n\r\n\u0088\u0002\u0003\u00e8";
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
        }
    }
}
