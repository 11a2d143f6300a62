using System.Net.Sockets;
using System.Text;
using StreamBook.Cli.Tapping;

namespace StreamBook.Tests;

/// <summary>A client of a tap that writes and reads bytes by itself.</summary>
internal static class TapClient
{
    public static Uri Through(Tap tap, string pathAndQuery) => new($"http://{tap.EndPoint}{pathAndQuery}");

    public static async Task<Stream> ConnectAsync(Tap tap)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(tap.EndPoint);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task SendAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    public static async Task<string> ReadAsync(Stream stream, int most)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[most];
        try
        {
            return Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, deadline.Token));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
