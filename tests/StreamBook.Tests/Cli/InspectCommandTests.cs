using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

[FullLane]
[Collection(BackendCollection.Name)]
public sealed class InspectCommandTests(BackendFixture fixture)
{
    private static readonly string _folder = AppContext.BaseDirectory;

    private string Url(string pathAndQuery) => new Uri(fixture.Server.Url, pathAndQuery).ToString();

    private static Task<BookResult> InspectAsync(params string[] args) => BookProcess.RunAsync(_folder, ["inspect", .. args]);

    private static async Task<InspectResult> JsonAsync(params string[] args) =>
        JsonSerializer.Deserialize<InspectResult>((await InspectAsync([.. args, "--json"])).Output, InspectResult.Options)!;

    [Fact]
    public async Task A_healthy_stream_is_measured_and_nothing_is_found()
    {
        var result = (await InspectAsync(Url("/clock?count=6&interval=100&heartbeat=5000"))).ShouldExitWith(0);

        result.Output.ShouldContain("200 OK · HTTP/1.1 · in chunks · text/event-stream");
        result.Output.ShouldMatch(@"\n  connect +\S+ ms\n  headers +after ");
        result.Output.ShouldMatch(@"\n  first event +after ");
        result.Output.ShouldMatch(@"\n  came +6 events, \d+ bytes, in \d+ reads?\n  gaps +median ");
        result.Output.ShouldMatch(@"\n  by order +streamed: ");
        result.Output.ShouldMatch(@"\n  end +ended by the server after ");
        result.Output.ShouldContain("Nothing found.");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_arrives_is_told_while_it_arrives()
    {
        using var book = BookProcess.Start(_folder, "inspect", Url("/clock?count=0&interval=20"), "--seconds", "600");
        try
        {
            (await book.UntilAsync("1 event,")).ShouldContain("the header section, 200 OK");
            book.HasExited.ShouldBeFalse();
        }
        finally
        {
            book.Kill();
        }
    }

    [UnixFact]
    public async Task Ctrl_C_shows_what_was_seen_until_then()
    {
        using var book = BookProcess.Start(_folder, "inspect", Url("/clock?count=0&interval=20"), "--seconds", "600");
        try
        {
            await book.UntilAsync("1 event,");

            // As Ctrl-C, but not ignored by a process whose parent was put into the background.
            Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();

            (await book.UntilAsync("  end ")).ShouldMatch(@"  end +I left after .*, and it was still open");
        }
        finally
        {
            book.Kill();
        }
    }

    [Theory]
    [InlineData("--events", "3")]
    [InlineData("--seconds", "0.7")]
    public async Task It_leaves_when_it_was_told_to_and_says_so(string option, string value)
    {
        var result = await InspectAsync(Url("/clock?count=0&interval=30"), option, value);

        result.Output.ShouldContain(option == "--events" ? "or 3 events; Ctrl-C" : "I leave after 0.7 s; Ctrl-C");
        result.Output.ShouldMatch(@"  end +I left after .*, and it was still open");
        if (option == "--events")
            result.Output.ShouldContain("  came         3 events, ");
    }

    [Fact]
    public async Task Method_headers_and_body_are_those_of_the_command_line()
    {
        using var folder = new TempFolder("streambook-inspect-");
        var body = folder.In("body.json");
        await File.WriteAllTextAsync(body, """{"stream": true}""");

        var result = await JsonAsync(Url("/v1/chat/completions?count=5&first=50&interval=30&inspect=no"), "--data", "@" + body, "-H", "X-One: 1");

        result.Method.ShouldBe("POST");
        result.Figures.Status.ShouldBe(400, "the backend knows no parameter of that name");
        var request = (await fixture.Server.GetLogAsync()).Last(request => request.Target.EndsWith("inspect=no", StringComparison.Ordinal));
        request.Method.ShouldBe("POST");
        request.Values("X-One").ShouldBe(["1"]);
        request.Values("Content-Type").ShouldBe(["application/json"]);
        request.Values("Content-Length").ShouldBe(["16"]);
    }

    [Fact]
    public async Task HTTP_2_is_spoken_where_it_is_asked_for() =>
        (await JsonAsync(Url("/clock?count=3&interval=30"), "--http", "2")).Figures.ShouldSatisfyAllConditions(
            figures => figures.HttpVersion.ShouldBe("2.0"),
            figures => figures.Framing.ShouldBe("HTTP/2"),
            figures => figures.EventCount.ShouldBe(3));

    [Fact]
    public async Task A_stream_without_an_end_of_its_lines_does_not_fill_the_memory()
    {
        foreach (var (type, exitCode, end) in (IEnumerable<(string, int, string)>)[("text/event-stream", 1, "16,777,216"), ("text/plain", 0, "more is not kept")])
        {
            await using var server = new GreatServer(type);

            // A heap of 256 MB; the server would send 100 MB, which take twice as much as text.
            var result = await BookProcess.RunAsync(_folder, [("DOTNET_GCHeapHardLimit", "0x10000000")], ["inspect", server.Url.ToString()]);

            result.ShouldExitWith(exitCode).Output.ShouldMatch(@"  came +0 events, 1[67],\d{3},\d{3} bytes");
            result.Output.ShouldContain(end);
            result.Error.ShouldBeEmpty();
        }
    }

    /// <summary>Answers with 100 MB of one line.</summary>
    private sealed class GreatServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _answering;

        public GreatServer(string contentType)
        {
            _listener.Start();
            Url = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
            _answering = AnswerAsync(contentType);
        }

        public Uri Url { get; }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task AnswerAsync(string contentType)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\n\r\n"));
            var megabyte = new byte[1 << 20];
            megabyte.AsSpan().Fill((byte)'x');
            for (var i = 0; i < 100; i++)
                await stream.WriteAsync(megabyte);
        }
    }
}
