using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class Http2Tests(BackendFixture fixture)
{
    private static readonly CaptureOptions _http2 = new() { HttpVersion = HttpVersion.Version20 };
    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task An_event_stream_flows_over_HTTP_2_on_the_same_port()
    {
        var capture = await Captures.JudgedAsync(() => _backend.CaptureAsync("/clock?count=3&interval=300&size=94", _http2));

        capture.Failure.ShouldBeNull();
        capture.HttpVersion.ShouldBe(HttpVersion.Version20);
        capture.Delivery.ShouldBe(Delivery.Streamed);
        (await LoggedAsync("size=94")).Raw.ShouldStartWith("GET /clock?count=3&interval=300&size=94 HTTP/2\r\nHost: ");
    }

    [Fact]
    public async Task A_body_arrives_over_HTTP_2()
    {
        var capture = await _backend.CaptureAsync("/raw", _http2 with { Body = "data: a\n\n" });
        capture.Events.Single().Event.Data.ShouldBe("a");
    }

    [Theory, InlineData("stream"), InlineData("middleware")]
    public async Task A_WebSocket_over_HTTP_2_is_an_extended_CONNECT(string accept)
    {
        var capture = await _backend.CaptureWebSocketAsync($"/ws/echo?limit=95&accept={accept}", _http2 with { Messages = ["one", "two"], StopAfter = 2 });

        capture.Failure.ShouldBeNull();
        (capture.Status, capture.HttpVersion).ShouldBe((200, HttpVersion.Version20));
        capture.Events.Select(e => e.Event.Data).ShouldBe(["one", "two"]);
        var request = await LoggedAsync($"limit=95&accept={accept}");
        (request.Method, request.HttpVersion).ShouldBe(("CONNECT", "HTTP/2"));
        request.Values("Sec-WebSocket-Key").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ticker_over_HTTP_2_says_when_it_sent()
    {
        var capture = await Captures.JudgedAsync(() => _backend.CaptureWebSocketAsync("/ws/ticker?count=3&interval=300", _http2));
        capture.Events.Length.ShouldBe(3);
        capture.Delivery.ShouldBe(Delivery.Streamed);
        (capture.Kind, capture.Status).ShouldBe((CaptureKind.WebSocket, 200));
        var picture = Draw.Lanes(capture);
        picture.Title.ShouldBe("backend /ws/ticker: 200 OK · WebSocket over HTTP/2.0 · 3 messages");
        picture.Text.ShouldNotContain("event");
    }

    [Theory]
    [InlineData("P", "OST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nConnection: close\r\n\r\ndata: a\n\n")]
    [InlineData("PRI * HTTP/2.", "1\r\nHost: a\r\n\r\n")]
    public async Task What_only_begins_like_HTTP_2_is_read_as_HTTP_1_from_its_first_byte(string first, string rest)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(_backend.Url.Host, _backend.Url.Port, limit.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(first), limit.Token);
        // Another request of which the answer is here: the server has had time to look at the first bytes.
        await _backend.GetTextAsync("/request", limit.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(rest), limit.Token);
        var answer = await new StreamReader(client.GetStream(), Encoding.ASCII).ReadToEndAsync(limit.Token);
        answer.ShouldStartWith(first == "P" ? "HTTP/1.1 200 OK" : "HTTP/1.1 505 ");
    }

    private async Task<ReceivedRequest> LoggedAsync(string end) => (await _backend.GetLogAsync()).Last(request => request.Target.EndsWith(end, StringComparison.Ordinal));
}
