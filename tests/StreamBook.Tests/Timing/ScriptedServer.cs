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

    private ScriptedServer(bool isHeldOpen, params string[] answer)
    {
        _listener.Start();
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _answering = AnswerAsync([.. answer.Select(piece => piece.ReplaceLineEndings("\r\n"))], isHeldOpen);
    }

    public Uri Url { get; }

    public static ScriptedServer Closing(string answer) => new(isHeldOpen: false, answer);

    public static ScriptedServer HoldingOpen(string answer) => new(isHeldOpen: true, answer);

    /// <summary>Holds open, and sends each piece as a packet of its own.</summary>
    public static ScriptedServer InPieces(params string[] answer) => new(isHeldOpen: true, answer);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AnswerAsync(string[] answer, bool isHeldOpen)
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
            await stream.WriteAsync(Encoding.Latin1.GetBytes(piece), _end.Token);
            // The pieces may still meet on the way; the delay only makes it rare.
            await Task.Delay(answer.Length > 1 ? 20 : 0, _end.Token);
        }

        if (isHeldOpen)
            await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
    }
}
