using System.Text;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class RequestLogTests(BackendFixture fixture)
{
    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task A_request_is_shown_exactly_as_it_arrived()
    {
        const string head = """
            GET /request?a=%41&b HTTP/1.1
            hOST: x
            X-Twice: 1
            connection: close
            x-TWICE:2
            X_Underscore:   spaces  inside  
            X-Empty:
            X-Bytes: é
            """;
        var response = await RawConnection.ExchangeAsync(_backend.Url, head + "\n\n");
        var body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(RawConnection.Split(response).Body));
        var request = ReceivedRequest.Parse(body[body.IndexOf('{')..(body.LastIndexOf('}') + 1)]);
        request.RequestLine.ShouldBe("GET /request?a=%41&b HTTP/1.1");
        request.Method.ShouldBe("GET");
        request.Target.ShouldBe("/request?a=%41&b");
        request.HttpVersion.ShouldBe("HTTP/1.1");
        request.RemoteAddress.ShouldStartWith("127.0.0.1:");
        request.Raw.ShouldBe(head.ReplaceLineEndings("\r\n"));
        request.Headers.ShouldBe([
            new("hOST", "x"), new("X-Twice", "1"), new("connection", "close"), new("x-TWICE", "2"),
            new("X_Underscore", "spaces  inside"), new("X-Empty", ""), new("X-Bytes", "é"),
        ]);
        request.Ending.ShouldBeNull();
    }

    [Fact]
    public async Task Requests_on_one_connection_have_each_their_own_head_also_after_bodies()
    {
        // All in one write. The bodies look like heads; the last is chunked.
        var response = await RawConnection.ExchangeAsync(_backend.Url, """
            POST /raw?interval=81 HTTP/1.1
            Host: one
            Content-Length: 29

            GET /x HTTP/1.1
            Host: no


            POST /clock?count=0&count=81 HTTP/1.1
            Host: two
            Transfer-Encoding: chunked

            3
            abc
            0

            GET /clock?count=1&interval=0&size=81 HTTP/1.1
            Host: three
            Connection: close


            """);
        response.Split("HTTP/1.1 ").Length.ShouldBe(1 + 3);
        var log = (await _backend.GetLogAsync()).Where(request => request.Target.Contains("=81")).ToArray();
        log.Select(request => request.Raw).ShouldBe([
            "POST /raw?interval=81 HTTP/1.1\r\nHost: one\r\nContent-Length: 29",
            "POST /clock?count=0&count=81 HTTP/1.1\r\nHost: two\r\nTransfer-Encoding: chunked",
            "GET /clock?count=1&interval=0&size=81 HTTP/1.1\r\nHost: three\r\nConnection: close",
        ]);
        log.Select(request => request.Id).ShouldBeInOrder();
        log.Select(request => request.RemoteAddress).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_handshake_is_kept_with_its_header_lines()
    {
        await _backend.CaptureWebSocketAsync("/ws/ticker?count=1&interval=0&size=82");
        var request = (await _backend.GetLogAsync()).Single(request => request.Target.EndsWith("size=82"));
        request.Headers.ShouldContain(new HeaderLine("Upgrade", "websocket"));
        request.Headers.ShouldContain(line => line.Name == "Sec-WebSocket-Key");
        request.Raw.ShouldEndWith(request.Headers[^1].Value);
    }

    [Fact]
    public async Task A_stream_sent_to_its_end_is_completed()
    {
        await _backend.CaptureAsync("/clock?count=2&interval=5&size=83");
        var request = (await _backend.GetLogAsync()).Single(request => request.Target.EndsWith("size=83"));
        request.Ending.ShouldBe(RequestEnding.Completed);
        request.EndedMs.ShouldNotBeNull().ShouldBeGreaterThan(request.BeganMs);
    }

    [Theory]
    [InlineData("chunked")]
    [InlineData("close")]
    public async Task A_reader_who_leaves_a_stream_has_aborted_it(string framing)
    {
        var capture = await _backend.CaptureAsync($"/clock?count=0&interval=10&size=84&framing={framing}", new() { StopAfter = 2 });
        capture.Failure.ShouldBeNull();
        await Eventually.SeeAsync(
            () => _backend.GetLogAsync(),
            log => log.Single(request => request.Target.EndsWith("size=84&framing=" + framing)).Ending == RequestEnding.AbortedByPeer);
    }

    [Fact]
    public async Task A_stream_that_lasts_has_no_ending_yet()
    {
        using var stop = new CancellationTokenSource();
        var capture = _backend.CaptureAsync("/clock?count=0&interval=10&size=85", cancellationToken: stop.Token);
        await Eventually.SeeAsync(() => _backend.GetLogAsync(), log => log.Any(request => request.Target.EndsWith("size=85") && request.Ending is null));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(capture);
    }

    [Fact]
    public async Task A_stream_that_the_backend_breaks_off_has_failed()
    {
        await _backend.CaptureAsync("/resume?count=86&interval=0&cut=1");
        await Eventually.SeeAsync(() => _backend.GetLogAsync(), log => log.Single(request => request.Target.StartsWith("/resume?count=86")).Ending == RequestEnding.Failed);
    }

    [Fact]
    public async Task Asking_for_the_log_does_not_fill_it()
    {
        await _backend.GetTextAsync("/");
        await _backend.GetTextAsync("/request");
        (await _backend.GetLogAsync()).ShouldNotContain(request => request.Target == "/" || request.Target == "/log" || request.Target == "/request");
    }
}
