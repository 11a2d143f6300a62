using System.Net;
using System.Net.Sockets;

namespace StreamBook.Cli.Inspect;

/// <summary>
/// One capture that nobody sees, of this process by itself: the client's code is compiled when it first runs, and
/// measured 39 ms for a connection to the same machine, which takes less than one.
/// </summary>
internal static class WarmUp
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(2);

    /// <param name="body">The body of the request that follows; null if it has none.</param>
    public static async Task RunAsync(string? body)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);
        await Capture.EventStreamAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"), new CaptureOptions { Body = body is null ? null : "{}", Deadline = _deadline });
        listener.Stop();
        await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096]);
        foreach (var piece in (string[])["HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n", "9\r\ndata: 1\n\n\r\n", "0\r\n\r\n"])
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(piece));
    }
}
