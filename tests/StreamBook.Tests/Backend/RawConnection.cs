using System.Net.Sockets;
using System.Text;

namespace StreamBook.Tests;

/// <summary>HTTP by hand: exactly these bytes go out, and what comes back is shown as it was on the wire.</summary>
internal static class RawConnection
{
    /// <summary>Sends text, one byte a character and LF as CRLF, and returns all that comes until the server closes the connection.</summary>
    public static async Task<string> ExchangeAsync(Uri server, string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, limit.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n")), limit.Token);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, limit.Token);
        return Encoding.Latin1.GetString(received.ToArray());
    }

    public static (string Head, string Body) Split(string response)
    {
        var end = response.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (response[..end], response[(end + 4)..]);
    }
}
