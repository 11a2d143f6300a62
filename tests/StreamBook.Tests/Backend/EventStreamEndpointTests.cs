using System.Text;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class EventStreamEndpointTests(BackendFixture fixture)
{
    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task The_clock_numbers_its_events_and_tells_when_it_sent_them()
    {
        var capture = await _backend.CaptureAsync("/clock?count=3&interval=20");
        capture.Failure.ShouldBeNull();
        capture.Header("Content-Type").ShouldBe("text/event-stream");
        capture.Header("Cache-Control").ShouldBe("no-cache");
        capture.Header("Content-Encoding").ShouldBeNull();
        capture.Header("X-Accel-Buffering").ShouldBeNull();
        capture.Events.Select(e => e.Event.LastEventId).ShouldBe(["1", "2", "3"]);
        capture.Events.ShouldAllBe(e => e.Event.Type == "message" && e.Event.Data.StartsWith("{\"n\":" + e.Event.LastEventId + ",\"sent\":"));
        capture.Events.Select(e => e.SentOffset!.Value).ShouldBeInOrder();
        capture.Events.ShouldAllBe(e => e.SentOffset <= e.Offset);
    }

    [Fact]
    public async Task The_header_section_leaves_before_the_first_event_is_due()
    {
        var capture = await _backend.CaptureAsync("/clock?count=1&interval=1000");
        capture.HeadersOffset.ShouldNotBeNull().ShouldBeLessThan(capture.Events[0].SentOffset!.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(45)]
    [InlineData(500)]
    [InlineData(100_000)]
    public async Task An_event_has_the_size_that_was_asked_for_where_it_can(int size)
    {
        var capture = await _backend.CaptureAsync($"/clock?count=2&interval=0&size={size}");
        foreach (var data in capture.Events.Select(e => e.Event.Data))
        {
            System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("n").GetInt32().ShouldBePositive();
            Encoding.UTF8.GetByteCount(data).ShouldBeGreaterThanOrEqualTo(size);
            if (size >= 100)
                data.Length.ShouldBe(size);
        }
    }

    [Fact]
    public async Task Type_reconnection_time_buffering_header_and_heartbeats_come_on_request()
    {
        var capture = await _backend.CaptureAsync("/clock?count=2&interval=500&heartbeat=10&type=t%20ick&retry=1234&accel=no");
        capture.Header("X-Accel-Buffering").ShouldBe("no");
        capture.Events.ShouldAllBe(e => e.Event.Type == "t ick");
        var explained = EventStream.Explain(capture.Body.AsSpan());
        explained.ReconnectionTime.ShouldBe(TimeSpan.FromMilliseconds(1234));
        // Before each event, so also before the first.
        explained.Lines.TakeWhile(line => line.Meaning is not LineMeaning.Dispatch).ShouldContain(line => line.Meaning is LineMeaning.Comment);
    }

    [Theory]
    [InlineData("1.1", "", true)]
    [InlineData("1.1", "&framing=close", false)]
    [InlineData("1.0", "", false)]
    public async Task The_body_is_framed_by_chunks_or_by_the_end_of_the_connection(string version, string framing, bool isChunked)
    {
        var response = await RawConnection.ExchangeAsync(_backend.Url, $"GET /clock?count=2&interval=0{framing} HTTP/{version}\nHost: x\n{(isChunked ? "Connection: close\n" : "")}\n");
        var (head, body) = RawConnection.Split(response);
        head.ShouldStartWith("HTTP/1.1 200 OK");
        head.Contains("Transfer-Encoding: chunked").ShouldBe(isChunked);
        head.ShouldNotContain("Content-Length");
        body.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal).ShouldBe(isChunked);
        if (isChunked)
            return;
        head.Split("\r\n").Count(line => line.StartsWith("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)).ShouldBe(0);
        body.ShouldMatch("^id: 1\ndata: [^\n]+\n\nid: 2\ndata: [^\n]+\n\n$");
    }

    [Fact]
    public async Task A_resumable_stream_goes_on_after_the_last_event_id_and_ends_with_204()
    {
        Task<Capture> After(string id) => _backend.CaptureAsync("/resume?count=4&interval=0", new() { Headers = [new("Last-Event-ID", id)] });

        (await After("2")).Events.Select(e => e.Event.LastEventId).ShouldBe(["3", "4"]);
        (await After("4")).Status.ShouldBe(204);
        (await After("5")).Status.ShouldBe(400);
        (await After("x")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_stream_that_is_cut_delivers_the_events_before_the_cut_and_no_end()
    {
        var capture = await _backend.CaptureAsync("/resume?count=10&interval=0&cut=3");
        capture.Events.Length.ShouldBe(3);
        capture.Failure.ShouldNotBeNull().ShouldContain("cut off");
    }

    [Fact]
    public async Task A_live_stream_begins_with_the_next_event_and_makes_up_for_those_missed_as_far_as_it_remembers()
    {
        Task<Capture> After(long id, int keep) => _backend.CaptureAsync($"/live?interval=20&cut=3&keep={keep}", new() { Headers = [new("Last-Event-ID", $"{id}")] });
        static long[] Ids(Capture capture) => [.. capture.Events.Select(e => long.Parse(e.Event.LastEventId))];

        var first = Ids(await _backend.CaptureAsync("/live?interval=20&cut=3"));
        first.ShouldBe([first[0], first[0] + 1, first[0] + 2]);
        Ids(await After(first[0], keep: 1000)).ShouldBe([first[0] + 1, first[0] + 2, first[0] + 3]);
        Ids(await _backend.CaptureAsync("/live?interval=20&cut=3"))[0].ShouldBeGreaterThan(first[2]);
        // Two have happened since for certain: the last two of the first answer.
        Ids(await After(first[0], keep: 1))[0].ShouldBeGreaterThan(first[0] + 1);
        (await After(int.MaxValue, keep: 1)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Raw_sends_exactly_the_bytes_of_the_query()
    {
        byte[] bytes = [.. "data: +é"u8, 0xFF, 0x00, .. "\r\n\r"u8];
        var encoded = string.Concat(bytes.Select(b => $"%{b:X2}"));
        (await _backend.CaptureAsync("/raw?body=" + encoded)).Body.ShouldBe(bytes);
    }

    [Fact]
    public async Task Raw_sends_the_body_of_a_post_in_chunks()
    {
        var response = await RawConnection.ExchangeAsync(_backend.Url, "POST /raw?chunk=4 HTTP/1.1\nHost: x\nConnection: close\nContent-Length: 9\n\n123456789");
        RawConnection.Split(response).Body.ShouldBe("4\r\n1234\r\n4\r\n5678\r\n1\r\n9\r\n0\r\n\r\n");
    }

    [Theory]
    [InlineData("/clock?count=x", "count must be a whole number from 0 to 1000000, not 'x'.")]
    [InlineData("/clock?count=-1", "count must be")]
    [InlineData("/clock?count=1&count=2", "count must be given once.")]
    [InlineData("/clock?interval=600001", "interval must be")]
    [InlineData("/clock?size=16777217", "size must be")]
    [InlineData("/clock?framing=none", "framing must be one of 'chunked', 'close', not 'none'.")]
    [InlineData("/clock?type=a%0Adata:%20b", "type must not hold")]
    [InlineData("/clock?cuont=3", "/clock has no parameter 'cuont'; it has count,")]
    [InlineData("/resume?cut=a", "cut must be")]
    [InlineData("/live?interval=0", "interval must be a whole number from 1 to 600000, not '0'.")]
    [InlineData("/raw?chunk=a", "chunk must be")]
    [InlineData("/raw?coding=gz%C3%AFp", "coding becomes a header, which holds printable ASCII only; 'gzïp' has other characters.")]
    [InlineData("/ws/ticker?count=a", "count must be")]
    [InlineData("/ws/echo?count=1", "/ws/echo has no parameter")]
    public async Task A_bad_query_answers_400_with_one_sentence(string target, string sentence)
    {
        var capture = await _backend.CaptureAsync(target);
        capture.Status.ShouldBe(400);
        capture.Text.ShouldStartWith(sentence);
        capture.Text.TrimEnd('\n').ShouldNotContain("\n");
    }

    [Fact]
    public async Task The_start_page_lists_every_endpoint_and_elsewhere_is_404()
    {
        var manual = await _backend.GetTextAsync("/");
        foreach (var path in (string[])["/clock", "/typed", "/resume", "/live", "/raw", "/ws/echo", "/ws/ticker", "/v1/chat/completions, /v1/responses", "/v1/responses/{id}", "/request", "/log"])
            manual.ShouldContain("\n" + path);
        (await _backend.CaptureAsync("/elsewhere")).Status.ShouldBe(404);
    }
}
