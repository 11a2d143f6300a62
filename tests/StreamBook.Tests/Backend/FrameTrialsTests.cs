using System.Net.WebSockets;
using System.Text;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public sealed class FrameTrialsTests(BackendFixture fixture)
{
    private static readonly WebSocketFrame _goodbye = WebSocketFrame.Close(1000).Masked();

    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task Raw_sends_the_given_bytes_and_no_more()
    {
        WebSocketFrame[] frames = [WebSocketFrame.Text("a") with { ReservedBits = 4 }, WebSocketFrame.Close()];

        var capture = await _backend.CaptureFramesAsync($"/ws/raw?bytes={Convert.ToHexString([.. frames.SelectMany(frame => frame.ToBytes())])}", [_goodbye]);

        capture.FromServer.ShouldBe(frames);
    }

    [Fact]
    public async Task Raw_ends_the_connection_at_once_if_told_so()
    {
        var capture = await _backend.CaptureFramesAsync("/ws/raw?end=close&bytes=8105", []);

        capture.FromServer.ShouldBeEmpty();
        capture.Failure.ShouldBe("the connection ended without a close frame");
    }

    [Fact]
    public async Task Raw_takes_only_hexadecimal_digits()
    {
        var capture = await _backend.CaptureAsync("/ws/raw?bytes=8x");

        capture.Status.ShouldBe(400);
        capture.Text.ShouldContain("hexadecimal");
    }

    [Fact]
    public async Task Explain_answers_each_frame_with_what_it_was_and_a_close_frame_with_its_like()
    {
        WebSocketFrame[] frames = [WebSocketFrame.Ping("?").Masked(), WebSocketFrame.Text("Hello").Masked(), WebSocketFrame.Close(3999, "bye").Masked()];

        var capture = await _backend.CaptureFramesAsync("/ws/explain", frames);

        capture.FromServer.ShouldBe([.. frames.Select(frame => WebSocketFrame.Text(frame.ToString())), WebSocketFrame.Close(3999, "bye")]);
    }

    [Theory]
    [InlineData("/ws/explain?deflate=yes", true, true)]
    [InlineData("/ws/explain?deflate=yes", false, false)]
    [InlineData("/ws/explain", true, false)]
    public async Task It_agrees_to_compress_only_if_told_so_and_the_client_offers_it(string path, bool offers, bool isCompressed)
    {
        var frame = await AnswerAsync(path, offers);

        frame.Contains("RSV1").ShouldBe(isCompressed, frame);
    }

    [Theory]
    [InlineData("/ws/echo?deflate=yes")]
    [InlineData("/ws/echo?deflate=yes&accept=middleware")]
    public async Task The_echo_compresses_and_nothing_is_lost(string path) => (await AnswerAsync(path, offers: true)).ShouldBe("Hello");

    [Fact]
    public async Task With_a_timeout_the_ticker_pings_and_leaves_a_peer_that_does_not_answer()
    {
        var capture = await _backend.CaptureFramesAsync("/ws/ticker?count=0&interval=600000&keepalive=50&timeout=100", []);

        capture.FromServer.ShouldHaveSingleItem().Opcode.ShouldBe(Opcode.Ping);
        capture.CloseCode.ShouldBe(1006);
        capture.Failure.ShouldNotBeNull().ShouldStartWith("the connection ");
    }

    private async Task<string> AnswerAsync(string path, bool offers)
    {
        using var socket = new ClientWebSocket();
        socket.Options.DangerousDeflateOptions = offers ? new() : null;
        await socket.ConnectAsync(new($"ws://{_backend.Url.Authority}{path}"), default);
        await socket.SendAsync(Encoding.UTF8.GetBytes("Hello"), WebSocketMessageType.Text, true, default);
        var buffer = new byte[1000];
        var received = await socket.ReceiveAsync(buffer, default);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
