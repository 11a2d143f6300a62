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

    private ScriptedServer(string answer, bool isHeldOpen)
    {
        _listener.Start();
        Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _answering = AnswerAsync(answer.ReplaceLineEndings("\r\n"), isHeldOpen);
    }

    public Uri Url { get; }

    public static ScriptedServer Closing(string answer) => new(answer, isHeldOpen: false);

    public static ScriptedServer HoldingOpen(string answer) => new(answer, isHeldOpen: true);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AnswerAsync(string answer, bool isHeldOpen)
    {
        using var client = await _listener.AcceptTcpClientAsync(_end.Token);
        var stream = client.GetStream();
        var head = new StringBuilder();
        var buffer = new byte[1024];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            head.Append(Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, _end.Token)));
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), _end.Token);
        if (isHeldOpen)
            await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
    }
}
