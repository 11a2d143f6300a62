namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class WebSocketEndpointTests(BackendFixture fixture)
{
    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task The_echo_returns_every_message()
    {
        var capture = await _backend.CaptureWebSocketAsync("/ws/echo", new() { Messages = ["one", "zwei ü", ""], StopAfter = 3 });
        capture.Failure.ShouldBeNull();
        capture.Status.ShouldBe(101);
        capture.Events.Select(e => e.Event).ShouldBe([new("text", "one", ""), new("text", "zwei ü", ""), new("text", "", "")]);
        capture.Events.ShouldAllBe(e => e.SentOffset == null);
        capture.Delivery.ShouldBe(Delivery.Unknown);
    }

    [Fact]
    public async Task The_echo_returns_a_message_longer_than_a_buffer_whole()
    {
        var message = string.Concat(Enumerable.Range(0, 60_000).Select(n => (char)('a' + (n % 26)))) + new string('é', 100_000);
        var capture = await _backend.CaptureWebSocketAsync("/ws/echo", new() { Messages = [message], StopAfter = 1 });
        capture.Events.Single().Event.Data.ShouldBe(message);
    }

    [Fact]
    public async Task The_ticker_sends_its_messages_and_closes()
    {
        var capture = await Captures.JudgedAsync(() => _backend.CaptureWebSocketAsync("/ws/ticker?count=3&interval=500&size=50"));
        capture.Failure.ShouldBeNull();
        capture.Header("Upgrade").ShouldBe("websocket");
        capture.Events.Length.ShouldBe(3);
        capture.Events.ShouldAllBe(e => e.Event.Data.Length == 50 && e.SentOffset <= e.Offset);
        capture.Delivery.ShouldBe(Delivery.Streamed);
    }

    [Fact]
    public async Task A_reader_who_leaves_ends_the_ticker()
    {
        var capture = await _backend.CaptureWebSocketAsync("/ws/ticker?count=0&interval=10&size=71", new() { StopAfter = 2 });
        capture.Failure.ShouldBeNull();
        await Eventually.SeeAsync(() => _backend.GetLogAsync(), log => log.Single(request => request.Target.EndsWith("size=71")).Ending == RequestEnding.Completed);
    }

    [Fact]
    public async Task A_reader_who_drops_the_connection_has_aborted()
    {
        // The handshake by hand, then the connection closes without a close frame.
        var handshake = "GET /ws/ticker?count=1&interval=0&size=72 HTTP/1.1\nHost: x\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n";
        using var client = new System.Net.Sockets.TcpClient(_backend.Url.Host, _backend.Url.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(handshake.ReplaceLineEndings("\r\n")));
        await client.GetStream().ReadExactlyAsync(new byte[12]);
        client.Close();
        await Eventually.SeeAsync(() => _backend.GetLogAsync(), log => log.Single(request => request.Target.EndsWith("size=72")).Ending == RequestEnding.AbortedByPeer);
    }

    [Fact]
    public async Task A_request_without_upgrade_answers_426_and_names_the_protocol()
    {
        var capture = await _backend.CaptureAsync("/ws/ticker");
        capture.Status.ShouldBe(426);
        capture.Header("Upgrade").ShouldBe("websocket");
        capture.Text.ShouldContain("Upgrade");
    }

    [Theory]
    [InlineData("13", "tooshort", "400")]
    [InlineData("12", "dGhlIHNhbXBsZSBub25jZQ==", "426")]
    [InlineData("13", "dGhlIHNhbXBsZSBub25jZQ==", "101")]
    public async Task A_defective_handshake_is_refused(string version, string key, string status)
    {
        // After the frame (close, masked) the server closes.
        var response = await RawConnection.ExchangeAsync(_backend.Url, $"GET /ws/ticker?count=1&interval=0 HTTP/1.1\nHost: x\nUpgrade: websocket\nConnection: Upgrade, close\nSec-WebSocket-Version: {version}\nSec-WebSocket-Key: {key}\n\n{(status == "101" ? "\u0088\u0080\0\0\0\0" : "")}");
        response.ShouldStartWith("HTTP/1.1 " + status);
        response.Contains("Sec-WebSocket-Version: 13").ShouldBe(status == "426");
    }

    [Fact]
    public async Task The_capture_of_a_path_that_is_no_websocket_tells_the_refusal()
    {
        var capture = await _backend.CaptureWebSocketAsync("/clock?count=1&interval=0");
        capture.Status.ShouldBe(200);
        capture.Failure.ShouldNotBeNull().ShouldContain("refused: 200");
        capture.Events.ShouldBeEmpty();
    }
}
