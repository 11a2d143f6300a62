using System.Net;

namespace StreamBook.Tests;

public sealed class EventSourceClientTests : IDisposable
{
    private static readonly Uri _address = new("http://source.test/events");

    private readonly ImmediateTime _time = new();
    private readonly ScriptedHandler _server = new();
    private readonly List<EventSourceNotice> _notices = [];

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task It_reconnects_with_the_last_event_id_and_204_ends_it()
    {
        _server.Answer("id: 1\ndata: a\n\nid: 2\ndata: b\n\n").Answer("data: c\n\n").Answer(HttpStatusCode.NoContent);
        (await ReadAllAsync()).ShouldBe([new("message", "a", "1"), new("message", "b", "2"), new("message", "c", "2")]);
        _server.Requests.Select(request => request.LastEventId).ShouldBe([null, "2", "2"]);
        _server.Requests.ShouldAllBe(request => request.Accept == "text/event-stream" && request.CacheControl == "no-cache");
        _time.Delays.ShouldBe([TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)]);
        _notices.Select(notice => notice.GetType().Name).ShouldBe(["Opened", "Reconnecting", "Opened", "Reconnecting"]);
    }

    [Fact]
    public async Task An_event_without_its_blank_line_is_lost_with_the_connection_and_its_id_with_it()
    {
        _server.Answer("id: 1\ndata: a\n\nid: 2\ndata: b\n").Answer(HttpStatusCode.NoContent);
        (await ReadAllAsync()).Count.ShouldBe(1);
        _server.Requests[1].LastEventId.ShouldBe("1");
    }

    [Fact]
    public async Task A_blank_line_after_an_id_sets_it_without_an_event_and_an_empty_id_resets_it()
    {
        _server.Answer("id: 7\n\n").Answer("id\ndata: a\n\n").Answer(HttpStatusCode.NoContent);
        (await ReadAllAsync()).ShouldBe([new("message", "a", "")]);
        _server.Requests.Select(request => request.LastEventId).ShouldBe([null, "7", null]);
    }

    [Fact]
    public async Task The_stream_sets_the_reconnection_time_for_all_connections_after()
    {
        _server.Answer("retry: 10\n\n").Answer("data: a\n\n").Answer("retry: 99999999999999999999\n").Answer(HttpStatusCode.NoContent);
        await ReadAllAsync();
        _time.Delays[..2].ShouldAllBe(delay => delay == TimeSpan.FromMilliseconds(10));
        _time.Delays[2].ShouldBeGreaterThan(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_reconnected_like_one_that_ends()
    {
        _server.AnswerThenBreakOff("id: 1\ndata: a\n\n").Answer(HttpStatusCode.NoContent);
        (await ReadAllAsync()).Single().Data.ShouldBe("a");
        _time.Delays.ShouldBe([TimeSpan.FromSeconds(3)]);
        _notices.OfType<EventSourceNotice.Reconnecting>().Single().Reason.ShouldContain("broken off");
    }

    [Fact]
    public async Task Failed_connections_wait_longer_each_time_up_to_the_maximum_and_an_open_one_starts_over()
    {
        for (var i = 0; i < 8; i++)
            _server.Refuse();
        _server.Answer("data: a\n\n").Refuse().Answer(HttpStatusCode.NoContent);
        await ReadAllAsync(new() { ReconnectionTime = TimeSpan.FromSeconds(2), MaxBackOff = TimeSpan.FromSeconds(10) });

        double[] most = [1, 2, 4, 8, 10, 10, 10, 10];
        _time.Delays.Count.ShouldBe(10);
        foreach (var (delay, backOff) in _time.Delays.Zip(most))
            delay.TotalSeconds.ShouldBeInRange(2 + (backOff / 2), 2 + backOff);
        _time.Delays[8].ShouldBe(TimeSpan.FromSeconds(2));
        _time.Delays[9].TotalSeconds.ShouldBeInRange(2.5, 3);
        // Many clients must not come back all at once.
        _time.Delays.Skip(4).Take(4).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "text/event-stream")]
    [InlineData(HttpStatusCode.PartialContent, "text/event-stream")]
    [InlineData(HttpStatusCode.OK, "text/plain")]
    [InlineData(HttpStatusCode.OK, null)]
    public async Task An_answer_that_is_no_event_stream_fails_for_good(HttpStatusCode status, string? mediaType)
    {
        _server.Answer(status, mediaType, "data: a\n\n");
        var failure = await Should.ThrowAsync<EventSourceException>(ReadAllAsync());
        failure.Status.ShouldBe(status);
        failure.MediaType.ShouldBe(mediaType);
        failure.Uri.ShouldBe(_address);
        _notices.ShouldBeEmpty();
        _time.Delays.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_media_type_may_have_parameters_and_any_casing()
    {
        _server.Answer(HttpStatusCode.OK, "Text/Event-Stream; charset=utf-8", "data: a\n\n").Answer(HttpStatusCode.NoContent);
        (await ReadAllAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_post_is_made_anew_for_every_connection()
    {
        _server.Answer("id: 1\ndata: a\n\n").Answer(HttpStatusCode.NoContent);
        await ReadAllAsync(new() { CreateRequest = () => new(HttpMethod.Post, _address) { Content = new StringContent("""{"stream":true}""") } });
        _server.Requests.ShouldAllBe(request => request.Method == "POST" && request.Body == """{"stream":true}""");
        _server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_first_request_sends_a_given_id_and_reading_again_goes_on_after_the_last()
    {
        _server.Answer("data: a\n\nid: 6\ndata: b\n\n").Answer(HttpStatusCode.NoContent);
        using var source = Source(new() { LastEventId = "5" });
        await foreach (var first in source.ReadAsync())
        {
            first.ShouldBe(new("message", "a", "5"));
            break;
        }

        // What was not handed out is asked for again.
        source.LastEventId.ShouldBe("5");
        await foreach (var _ in source.ReadAsync())
        {
        }

        _server.Requests.Select(request => request.LastEventId).ShouldBe(["5", "5"]);
    }

    [Fact]
    public async Task Cancelling_ends_a_stream_that_is_open()
    {
        _server.AnswerThenHoldOpen("data: a\n\n");
        using var stop = new CancellationTokenSource();
        using var source = Source(new());
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in source.ReadAsync(stop.Token))
                await stop.CancelAsync();
        });
        _server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_reconnection()
    {
        _server.Refuse();
        using var stop = new CancellationTokenSource();
        using var source = Source(new() { TimeProvider = TimeProvider.System, ReconnectionTime = TimeSpan.FromHours(1), Notify = _ => stop.Cancel() });
        await Should.ThrowAsync<OperationCanceledException>(source.ReadAsync(stop.Token).GetAsyncEnumerator(stop.Token).MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task An_event_over_the_limit_fails()
    {
        _server.Answer("data: small\n\ndata: " + new string('x', 100) + "\n\n");
        using var source = Source(new() { MaxEventByteCount = 50 });
        var seen = new List<string>();
        await Should.ThrowAsync<EventTooLargeException>(async () =>
        {
            await foreach (var dispatched in source.ReadAsync())
                seen.Add(dispatched.Data);
        });
        seen.ShouldBe(["small"]);
    }

    private EventSourceClient Source(EventSourceOptions options) => new(_address, options with
    {
        HttpClient = new(_server),
        TimeProvider = options.TimeProvider == TimeProvider.System && options.Notify is null ? _time : options.TimeProvider,
        Notify = options.Notify ?? _notices.Add,
    });

    private async Task<List<ServerSentEvent>> ReadAllAsync(EventSourceOptions? options = null)
    {
        using var source = Source(options ?? new());
        var events = new List<ServerSentEvent>();
        await foreach (var dispatched in source.ReadAsync())
            events.Add(dispatched);
        return events;
    }
}
