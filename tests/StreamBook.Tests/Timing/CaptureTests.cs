using System.Net;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class CaptureTests(BackendFixture fixture)
{
    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task A_stream_is_captured_with_every_read_and_every_event()
    {
        var capture = await Captures.JudgedAsync(() => _backend.CaptureAsync("/clock?count=4&interval=500&heartbeat=50"));
        capture.Name.ShouldBe("backend /clock");
        capture.Status.ShouldBe(200);
        capture.HttpVersion.ShouldBe(HttpVersion.Version11);
        capture.Failure.ShouldBeNull();
        capture.Delivery.ShouldBe(Delivery.Streamed, capture.DeliveryReason);
        EventStream.Decode(capture.Body.AsSpan()).ShouldBe(capture.Events.Select(e => e.Event));
        capture.Reads.Select(read => read.Offset).ShouldBeInOrder();
        capture.TimeToFirstByte.ShouldBe(capture.Reads[0].Offset);
        capture.TimeToFirstByte.ShouldNotBeNull().ShouldBeLessThan(capture.TimeToFirstEvent!.Value);
        capture.HeadersOffset.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(capture.TimeToFirstByte!.Value);
        capture.EndOffset.ShouldBeGreaterThanOrEqualTo(capture.Events[^1].Offset);
        capture.Gaps.Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_stream_kept_back_until_it_has_ended_is_held()
    {
        // What a buffering proxy does, without one: the events of an ended stream in one piece, with its beginning.
        var streamed = await _backend.CaptureAsync("/clock?count=3&interval=50");
        await using var copy = ScriptedServer.Closing($"HTTP/1.1 200 OK\nContent-Type: text/event-stream\nStream-Began: {streamed.Header("Stream-Began")}\n\n{streamed.Text}");
        var held = await Capture.EventStreamAsync(copy.Url);
        held.Events.Select(e => e.Event).ShouldBe(streamed.Events.Select(e => e.Event));
        held.Delivery.ShouldBe(Delivery.Held);
    }

    [Fact]
    public async Task Somebody_elses_number_named_sent_is_no_time_of_sending()
    {
        await using var server = ScriptedServer.InPieces("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n",
            "data: {\"sent\":1,\"total\":3}\n\n", "data: {\"sent\":2,\"total\":3}\n\n", "data: {\"sent\":3,\"total\":3}\n\n");
        var capture = await Capture.EventStreamAsync(server.Url, new() { StopAfter = 3 });
        capture.Events.Length.ShouldBe(3);
        capture.Events.ShouldAllBe(e => e.SentOffset == null);
        capture.Delivery.ShouldBe(Delivery.Unknown);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Both_captures_leave_after_as_many_events_as_they_are_told(int count)
    {
        var options = new CaptureOptions { StopAfter = count, Deadline = TimeSpan.FromSeconds(20) };
        foreach (var capture in (Capture[])[await _backend.CaptureAsync("/clock?count=0&interval=5", options), await _backend.CaptureWebSocketAsync("/ws/ticker?count=0&interval=5", options)])
        {
            capture.Events.Length.ShouldBe(count);
            capture.Failure.ShouldBeNull();
        }

        Should.Throw<ArgumentOutOfRangeException>(() => new CaptureOptions { StopAfter = -1 });
    }

    [Fact]
    public async Task What_had_arrived_together_is_one_read_whatever_the_clients_buffers_cut()
    {
        var body = string.Concat(Enumerable.Range(0, 40).Select(i => $"data: {i} {new string('.', 90)}\n\n"));
        await using var server = ScriptedServer.InPieces("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n", $"{body[..^1]}", "\n");
        var capture = await Capture.EventStreamAsync(server.Url, new() { StopAfter = 40 });
        capture.Text.ShouldBe(body.ReplaceLineEndings("\r\n"));
        capture.Lumps.ShouldHaveSingleItem().EventCount.ShouldBeInRange(39, 40);
        capture.Lumps[0].Offset.ShouldBe(capture.Events[0].Offset);
    }

    [Fact]
    public async Task Method_headers_body_and_version_are_the_callers()
    {
        var capture = await _backend.CaptureAsync("/request", new() { Body = """{"q":1}""", Headers = [new("X-One", "1"), new("x-one", "2"), new("Content-Type", "text/plain")] });
        var posted = ReceivedRequest.Parse(capture.Text);
        posted.RequestLine.ShouldBe("POST /request HTTP/1.1");
        posted.Headers.ShouldContain(new HeaderLine("Content-Type", "text/plain"));
        posted.Headers.ShouldContain(new HeaderLine("Content-Length", "7"));
        posted.Headers.ShouldContain(line => line.Name == "X-One" && line.Value.StartsWith('1'));

        capture = await _backend.CaptureAsync("/request", new() { HttpVersion = HttpVersion.Version10, Method = HttpMethod.Put, Name = "put" });
        capture.Name.ShouldBe("put");
        ReceivedRequest.Parse(capture.Text).RequestLine.ShouldBe("PUT /request HTTP/1.0");

        (await _backend.CaptureAsync("/raw", new() { Body = "data: posted\n\n" })).Events.Single().Event.Data.ShouldBe("posted");
    }

    [Fact]
    public async Task Leaving_after_some_events_is_no_failure()
    {
        var capture = await _backend.CaptureAsync("/clock?count=0&interval=5", new() { StopAfter = 3 });
        capture.Events.Length.ShouldBe(3);
        capture.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Leaving_closes_the_connection_and_does_not_read_the_rest_first()
    {
        // All of it comes within the time that a .NET client reads on by default: then it would have ended whole.
        await _backend.CaptureAsync("/clock?count=2&interval=10&pause=1500&size=91", new() { StopAfter = 1 });
        var request = await Eventually.SeeAsync(
            async () => (await _backend.GetLogAsync()).Single(request => request.Target.EndsWith("size=91")),
            request => request.Ending is not null);
        request.Ending.ShouldBe(RequestEnding.AbortedByPeer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_deadline_ends_a_capture_with_what_had_arrived(bool isWebSocket)
    {
        var options = new CaptureOptions { Deadline = TimeSpan.FromSeconds(2) };
        var capture = isWebSocket
            ? await _backend.CaptureWebSocketAsync("/ws/ticker?count=0&interval=5", options)
            : await _backend.CaptureAsync("/clock?count=0&interval=5", options);
        capture.Failure.ShouldBe("still open at the deadline of 2 s");
        capture.Status.ShouldNotBeNull();
    }

    [FullLane, Fact]
    public async Task A_deadline_that_comes_just_as_a_message_does_is_a_deadline()
    {
        // The socket is aborted while the receive still brings its message: the next receive finds it so. On a backend of its own, which is busy for seconds after that.
        await using var backend = await BackendServer.StartAsync();
        for (var round = 0; round < 100; round++)
        {
            var captures = await Task.WhenAll(Enumerable.Range(0, 20).Select(at => backend.CaptureWebSocketAsync(
                "/ws/ticker?count=0&interval=0", new() { Deadline = TimeSpan.FromMilliseconds(30 + at) })));
            captures.ShouldAllBe(capture => capture.Ending == CaptureEnding.Deadline);
        }
    }

    [Fact]
    public async Task The_callers_cancellation_throws()
    {
        using var stop = new CancellationTokenSource();
        var capture = _backend.CaptureAsync("/clock?count=0", cancellationToken: stop.Token);
        var socket = _backend.CaptureWebSocketAsync("/ws/ticker?count=0", cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(capture);
        await Should.ThrowAsync<OperationCanceledException>(socket);
    }

    [Fact]
    public async Task A_refused_connection_is_a_capture_without_status()
    {
        Uri gone;
        await using (var server = ScriptedServer.Closing(""))
            gone = server.Url;
        foreach (var capture in (Capture[])[await Capture.EventStreamAsync(gone), await Capture.WebSocketAsync(gone)])
        {
            capture.Status.ShouldBeNull();
            capture.HttpVersion.ShouldBeNull();
            capture.HeadersOffset.ShouldBeNull();
            capture.Failure.ShouldNotBeNull().ShouldStartWith("no answer: ");
            capture.Delivery.ShouldBe(Delivery.Unknown);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 504 Gateway Time-out\nContent-Type: text/html\nContent-Length: 6\n\nsorry!", 504, "504 Gateway Time-out", "sorry!", 0)]
    [InlineData("HTTP/1.1 301 Moved\nLocation: /\nContent-Length: 0\n\n", 301, "301 Moved", "", 0)]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 9\n\ndata: 1\n\n", 200, null, "data: 1\r\n", 0)]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: text/event-stream; charset=utf-8\nContent-Length: 11\n\ndata: 1\n\n", 200, null, "data: 1\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nContent-Length: 99\n\ndata: 1\n\n", 200, "the body was cut off: ", "data: 1\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\n\nb\ndata: 1\n\n\n", 200, "the body was cut off: ", "data: 1\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: text/event-stream\nContent-Encoding: gzip\n\ndata: 1\n\n", 200, "the body is not the gzip that it says it is", "", 0)]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: Text/Event-Stream\n\ndata: 1\n\n", 200, null, "data: 1\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\ndata: 1\n\n", 200, null, "data: 1\r\n\r\n", 1)]
    [InlineData("", null, "no answer: The server closed the connection without an answer.", "", 0)]
    [InlineData("nonsense\n\n", null, "no answer: ", "", 0)]
    public async Task Failures_are_told_in_the_capture(string answer, int? status, string? failure, string text, int eventCount)
    {
        await using var server = ScriptedServer.Closing(answer);
        var capture = await Capture.EventStreamAsync(server.Url);
        capture.Status.ShouldBe(status);
        capture.Text.ShouldBe(text);
        capture.Events.Length.ShouldBe(eventCount);
        if (failure is null)
            capture.Failure.ShouldBeNull();
        else
            capture.Failure.ShouldNotBeNull().ShouldStartWith(failure);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\nContent-Length: 0\n\n", 400, "the opening handshake was refused: 400 BadRequest")]
    [InlineData("HTTP/1.1 426 Upgrade Required\nContent-Length: 0\n\n", 426, "the opening handshake was refused: 426 UpgradeRequired")]
    [InlineData("", null, "no answer: The server closed the connection without an answer.")]
    public async Task A_refused_handshake_is_told_in_the_capture(string answer, int? status, string failure)
    {
        await using var server = ScriptedServer.Closing(answer);
        var capture = await Capture.WebSocketAsync(server.Url);
        capture.Status.ShouldBe(status);
        capture.Failure.ShouldNotBeNull().ShouldStartWith(failure);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_at_the_deadline()
    {
        await using var server = ScriptedServer.HoldingOpen("");
        var capture = await Capture.EventStreamAsync(server.Url, new() { Deadline = TimeSpan.FromMilliseconds(100) });
        capture.Status.ShouldBeNull();
        capture.Failure.ShouldNotBeNull().ShouldStartWith("still open");
    }

    [Fact]
    public async Task Captures_are_compared_row_by_row()
    {
        var good = await _backend.CaptureAsync("/clock?count=2&interval=5");
        var bad = await _backend.CaptureAsync("/elsewhere", new() { Name = "lost" });
        Capture.Compare(good, bad).ShouldBe([
            new("backend /clock", 200, good.Delivery, good.TimeToFirstEvent, 2, good.EndOffset, null),
            new("lost", 404, Delivery.Unknown, null, 0, bad.EndOffset, "404 Not Found"),
        ]);
        good.ToString().ShouldStartWith($"backend /clock: 200, {good.Delivery}, 2 events, first after ");
        bad.ToString().ShouldMatch(@"^lost: 404, Unknown, 0 events, end after [0-9.]+ ms \(404 Not Found\)$");
    }
}
