namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public sealed class FrameCaptureTests(BackendFixture fixture)
{
    private const string Accepted = """
        HTTP/1.1 101 Switching Protocols
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Accept: 
        """;

    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task The_handshake_is_kept_as_text_and_the_frames_as_bytes()
    {
        var capture = await SendAsync("/ws/echo", WebSocketFrame.Text("Hello").Masked(0x37, 0xFA, 0x21, 0x3D));

        capture.Failure.ShouldBeNull();
        capture.Status.ShouldBe(101);
        capture.Request.ShouldStartWith("GET /ws/echo HTTP/1.1\r\nHost: 127.0.0.1:");
        capture.Request.ShouldEndWith("Sec-WebSocket-Version: 13\r\n\r\n");
        capture.Response.ShouldStartWith("HTTP/1.1 101 Switching Protocols\r\n");
        capture.Header("sec-websocket-accept").ShouldBe(OpeningHandshake.Accept(capture.Header("Sec-WebSocket-Key")!));
        capture.FromClient[0].Payload.ShouldBe("Hello"u8.ToArray());
        capture.FromServer.ShouldBe([WebSocketFrame.Text("Hello"), WebSocketFrame.Close(1000)]);
        Convert.ToHexString([.. capture.Frames[0].Bytes]).ShouldBe("818537FA213D7F9F4D5158");
        capture.Frames.Zip(capture.Frames.Skip(1), (one, next) => one.Offset <= next.Offset).ShouldAllBe(inOrder => inOrder);
        capture.Frames.SelectMany(frame => frame.Decoded.Problems).ShouldBeEmpty();
        capture.CloseCode.ShouldBe(1000);
    }

    [Fact]
    public void The_accept_value_is_that_of_the_standards_example() =>
        OpeningHandshake.Accept("dGhlIHNhbXBsZSBub25jZQ==").ShouldBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

    [Fact]
    public async Task A_close_frame_that_comes_first_is_answered()
    {
        var capture = await _backend.CaptureFramesAsync("/ws/ticker?count=2&interval=0", []);

        capture.FromServer.Select(frame => frame.Opcode).ShouldBe([Opcode.Text, Opcode.Text, Opcode.Close]);
        var answer = capture.FromClient.Single();
        (answer.CloseCode, answer.IsMasked).ShouldBe((1000, true));
    }

    [Fact]
    public async Task After_a_close_frame_from_the_server_nothing_more_is_sent()
    {
        var capture = await _backend.CaptureFramesAsync("/ws/ticker?count=1&interval=0", Enumerable.Repeat(WebSocketFrame.Pong().Masked(), 1000), TimeSpan.FromSeconds(1));

        capture.FromClient.Length.ShouldBeLessThan(1000);
        capture.FromClient[^1].Opcode.ShouldBe(Opcode.Close);
    }

    [Theory]
    [InlineData("220 mail ESMTP\n", true, "no answer of HTTP: the server said “220 mail ESMTP”")]
    [InlineData("220 mail ESMTP\n\n", false, "no answer of HTTP: the server said “220 mail ESMTP”")]
    [InlineData("HTTP/1.1 ok OK\n\n", true, "no answer of HTTP: the server said “HTTP/1.1 ok OK”")]
    [InlineData("HTTP/1.1 99999999999 OK\n\n", true, "no answer of HTTP: the server said “HTTP/1.1 99999999999 OK”")]
    [InlineData("HTTP/1.1", false, "no answer of HTTP: the server said “HTTP/1.1”")]
    [InlineData("HTTP/1.1 404 Not Found\n\n", true, "the opening handshake was refused: 404 Not Found")]
    [InlineData("", false, "no answer: the server closed the connection")]
    public async Task An_answer_that_is_no_HTTP_is_told_and_not_waited_out(string answer, bool isHeldOpen, string failure)
    {
        await using var server = isHeldOpen ? ScriptedServer.HoldingOpen(answer) : ScriptedServer.Closing(answer);
        var capture = await FrameCapture.RunAsync(server.Url, []);
        capture.Failure.ShouldBe(failure);
        capture.Status.ShouldBe(answer.Contains("404") ? 404 : null);
    }

    public static TheoryData<WebSocketFrame, int> Answers => new()
    {
        { WebSocketFrame.Text("a"), 1002 },
        { WebSocketFrame.Close(1001).Masked(), 1001 },
        { WebSocketFrame.Close().Masked(), 1000 },
        { WebSocketFrame.Close(1006).Masked(), 1002 },
        { new WebSocketFrame(Opcode.Text, [0xFF]).Masked(), 1007 },
        { WebSocketFrame.Ping(new string('x', 126)).Masked(), 1002 },
        { WebSocketFrame.Text("a").Masked() with { ReservedBits = 4 }, 1002 },
    };

    [Theory, MemberData(nameof(Answers))]
    public async Task The_backend_closes_with_the_code_of_the_broken_rule_and_the_frame_arrives(WebSocketFrame frame, int closeCode)
    {
        var capture = await SendAsync("/ws/echo", frame);

        capture.CloseCode.ShouldBe(closeCode);
        capture.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task With_the_middleware_the_close_frame_may_be_lost_but_never_says_anything_else()
    {
        var capture = await SendAsync("/ws/echo?accept=middleware", WebSocketFrame.Text("a"));
        capture.CloseCode.ShouldBeOneOf(1002, 1006);
        (capture.Failure is null).ShouldBe(capture.CloseCode == 1002);
    }

    [Fact]
    public async Task The_echo_closes_with_1009_for_a_message_over_its_limit_in_any_number_of_frames()
    {
        var inTime = await SendAsync("/ws/echo?limit=4", WebSocketFrame.Text("four").Masked(), WebSocketFrame.Text("four").Masked());
        inTime.FromServer.ShouldBe([WebSocketFrame.Text("four"), WebSocketFrame.Text("four"), WebSocketFrame.Close(1000)]);

        var over = await SendAsync("/ws/echo?limit=4", (WebSocketFrame.Text("fou") with { Fin = false }).Masked(), WebSocketFrame.Continuation("rs").Masked());
        over.FromServer[^1].ShouldBe(WebSocketFrame.Close(1009, "over 4 bytes"));
    }

    [Fact]
    public async Task The_mirror_returns_what_no_websocket_would()
    {
        var frame = (WebSocketFrame.Text("a") with { Opcode = (Opcode)15, ReservedBits = 7, LengthBits = 64 }).Masked();
        var capture = await SendAsync("/ws/mirror", frame);

        capture.FromServer.ShouldBe(capture.FromClient);
        capture.FromServer[0].ShouldBe(frame);
    }

    [Fact]
    public async Task The_ticker_keeps_a_silent_connection_alive_with_pongs_that_nobody_asked_for()
    {
        var capture = await _backend.CaptureFramesAsync("/ws/ticker?count=1&interval=500&keepalive=20", []);

        capture.FromServer[..^2].ShouldNotBeEmpty();
        capture.FromServer[..^2].ShouldAllBe(frame => frame == WebSocketFrame.Pong());
    }

    [Fact]
    public async Task A_refused_handshake_is_told()
    {
        var capture = await _backend.CaptureFramesAsync("/clock?count=1&interval=0", [WebSocketFrame.Text("a").Masked()]);

        capture.Failure.ShouldBe("the opening handshake was refused: 200 OK");
        (capture.Status, capture.CloseCode, capture.Frames.Length).ShouldBe((200, 1006, 0));
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_key_is_refused()
    {
        await using var server = ScriptedServer.Closing(Accepted + "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n\n");

        (await FrameCapture.RunAsync(server.Url, [])).Failure.ShouldBe("Sec-WebSocket-Accept does not belong to the key");
    }

    [Fact]
    public async Task A_server_that_closes_without_an_answer_or_is_not_there_is_told()
    {
        var server = ScriptedServer.Closing("");
        var capture = await FrameCapture.RunAsync(server.Url, []);
        (capture.Status, capture.Failure).ShouldBe((null, "no answer: the server closed the connection"));

        await server.DisposeAsync();
        (await FrameCapture.RunAsync(server.Url, [])).Failure.ShouldNotBeNull().ShouldStartWith("no answer: ");
    }

    private Task<FrameCapture> SendAsync(string path, params WebSocketFrame[] frames) =>
        _backend.CaptureFramesAsync(path, [.. frames, WebSocketFrame.Close(1000).Masked()]);
}
