using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace StreamBook;

/// <summary>A request to a <see cref="HomeServer"/>, over HTTP/1.1. Its body, if it has one, is not read.</summary>
public sealed class HomeRequest
{
    private const int MaxHeadByteCount = 16 * 1024;

    private readonly NetworkStream _stream;
    private readonly string[] _lines;
    private bool _hasBegun;

    private HomeRequest(NetworkStream stream, string[] lines) => (_stream, _lines) = (stream, lines);

    /// <summary>Path and query, as sent.</summary>
    public string Target => _lines[0].Split(' ')[1];

    /// <summary>Whether it asks for a WebSocket.</summary>
    public bool IsWebSocket => Header("Sec-WebSocket-Key") is not null;

    /// <summary>The first header of this name, in any casing; null if there is none.</summary>
    public string? Header(string name) => _lines.Skip(1).Select(line => line.Split(':', 2))
        .FirstOrDefault(header => header[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[^1].Trim();

    /// <summary>The value of a parameter in the query, percent-decoded; null if there is none.</summary>
    public string? Query(string name) => Target.Split('?', 2) is not [_, var query] ? null
        : query.Split('&').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair[0] == name) is [_, var value] ? Uri.UnescapeDataString(value) : null;

    /// <summary>Sends status and headers, and returns where the body is to be written. The body ends with the connection.</summary>
    /// <param name="contentType">The type of the body.</param>
    /// <param name="status">Status code and words.</param>
    public async Task<Stream> BeginAsync(string contentType, string status = "200 OK")
    {
        _hasBegun = true;
        await _stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {contentType}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"));
        return _stream;
    }

    /// <summary>Answers the opening handshake, and returns the WebSocket of .NET on top of the connection.</summary>
    /// <exception cref="InvalidOperationException">It does not ask for a WebSocket.</exception>
    public async Task<WebSocket> AcceptWebSocketAsync()
    {
        var key = Header("Sec-WebSocket-Key") ?? throw new InvalidOperationException($"{_lines[0]} does not ask for a WebSocket.");
        _hasBegun = true;
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {OpeningHandshake.Accept(key)}\r\n\r\n"));
        return WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.FromSeconds(30) });
    }

    /// <summary>Reads a request; null if the peer left without one.</summary>
    internal static async Task<HomeRequest?> ReadAsync(NetworkStream stream)
    {
        var bytes = new byte[MaxHeadByteCount];
        for (var length = 0; length < bytes.Length && await stream.ReadAsync(bytes.AsMemory(length)) is > 0 and var byteCount;)
        {
            length += byteCount;
            if (bytes.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
                return new(stream, Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n"));
        }

        return null;
    }

    /// <summary>An answer without a body for a request that nothing was said to.</summary>
    internal async Task EndAsync()
    {
        if (!_hasBegun)
            await BeginAsync("text/plain", "204 No Content");
    }
}
