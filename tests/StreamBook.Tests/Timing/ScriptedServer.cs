using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StreamBook.Tests;

/// <summary>A server that answers one connection with exactly the given bytes, whatever it is asked, and then closes it or holds it open.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _answering;

    private ScriptedServer(bool isHeldOpen, params byte[][] answer)
    {
        _listener.Start();
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _answering = AnswerAsync(answer, isHeldOpen);
    }

    public Uri Url { get; }

    public static ScriptedServer Closing(string answer) => new(isHeldOpen: false, Bytes(answer));

    public static ScriptedServer HoldingOpen(string answer) => new(isHeldOpen: true, Bytes(answer));

    /// <summary>Holds open, and sends each piece as a packet of its own.</summary>
    public static ScriptedServer InPieces(params string[] answer) => new(isHeldOpen: true, [.. answer.Select(Bytes)]);

    /// <summary>Sends a head and exactly these bytes, and closes or holds open.</summary>
    public static ScriptedServer Sending(string head, byte[] body, bool isHeldOpen) => new(isHeldOpen, Bytes(head), body);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));

    private async Task AnswerAsync(byte[][] answer, bool isHeldOpen)
    {
        using var client = await _listener.AcceptTcpClientAsync(_end.Token);
        client.NoDelay = true;
        var stream = client.GetStream();
        var head = new StringBuilder();
        var buffer = new byte[1024];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            head.Append(Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, _end.Token)));
        foreach (var piece in answer)
        {
            await stream.WriteAsync(piece, _end.Token);
            // The pieces may still meet on the way; the delay only makes it rare.
            await Task.Delay(answer.Length > 1 ? 20 : 0, _end.Token);
        }

        if (isHeldOpen)
            await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
    }
}
