using System.Security.Cryptography;
using System.Text;

namespace StreamBook;

/// <summary>The request that asks for a WebSocket, and the answer's proof that it was understood (https://www.rfc-editor.org/rfc/rfc6455#section-4).</summary>
public static class OpeningHandshake
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>The <c>Sec-WebSocket-Accept</c> that belongs to a key: base64 of SHA-1 of the key as it is written, not decoded, with a fixed text behind it.</summary>
    /// <param name="key">The value of <c>Sec-WebSocket-Key</c>.</param>
    // Broken as SHA-1 is, it is what section 4.2.2 asks for, and nothing is kept secret by it.
#pragma warning disable CA5350
    public static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
#pragma warning restore CA5350

    /// <summary>A fresh <c>Sec-WebSocket-Key</c>: 16 random bytes as base64.</summary>
    internal static string CreateKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    internal static string Request(Uri uri, string key) => string.Join("\r\n",
        $"GET {uri.PathAndQuery} HTTP/1.1",
        $"Host: {uri.Authority}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        $"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        "\r\n");
}
