namespace StreamBook.Tests;

public sealed class ConnectionHistoryTests : IDisposable
{
    private static readonly Uri _address = new("http://source.test/events");

    private readonly ScriptedHandler _server = new();
    private readonly ConnectionHistory _history = new(_address);

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Each_connection_is_a_capture_with_its_events_and_its_end()
    {
        _server.AnswerThenBreakOff("id: 1\ndata: a\n\nid: 2\ndata: b\n\n").Answer("data: c\n\n").Answer(System.Net.HttpStatusCode.NoContent);
        await ReadAllAsync();

        _history.Connections.Select(c => c.Name).ShouldBe(["connection 1", "connection 2, after ID 2"]);
        _history.Connections.Select(c => c.Events.Length).ShouldBe([2, 1]);
        _history.Connections[0].Failure.ShouldNotBeNull().ShouldContain("broken off");
        _history.Connections[1].Failure.ShouldBeNull();
        _history.Connections.ShouldAllBe(c => c.Status == 200);
        _history.Connections.SelectMany(c => (TimeSpan[])[c.HeadersOffset!.Value, .. c.Events.Select(e => e.Offset), c.EndOffset]).ShouldBeInOrder();
        _history.Events.Select(e => e.Data).ShouldBe(["a", "b", "c"]);
        _history.Waits.Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_attempt_that_failed_has_no_status_and_says_why()
    {
        _server.Refuse().Answer("data: a\n\n").Answer(System.Net.HttpStatusCode.NoContent);
        await ReadAllAsync();

        _history.Connections[0].Status.ShouldBeNull();
        _history.Connections[0].Failure.ShouldBe("refused");
        _history.Connections[1].Events.Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_source_without_ids_is_said_to_have_none()
    {
        _server.Answer("data: a\n\n").Answer("data: b\n\n").Answer(System.Net.HttpStatusCode.NoContent);
        await ReadAllAsync();

        _history.Connections.Select(c => c.Name).ShouldBe(["connection 1", "connection 2, no ID"]);
    }

    [Fact]
    public async Task It_can_read_an_address_itself_up_to_a_number_of_events_of_all_connections()
    {
        _server.Answer("id: 1\ndata: a\n\nid: 2\ndata: b\n\n").Answer("id: 3\ndata: c\n\nid: 4\ndata: d\n\n");
        var notices = new List<EventSourceNotice>();
        using var client = new HttpClient(_server);

        var history = await ConnectionHistory.FollowAsync(_address, most: 3, new() { HttpClient = client, ReconnectionTime = TimeSpan.Zero, Notify = notices.Add });

        history.Events.Select(e => e.Data).ShouldBe(["a", "b", "c"]);
        history.Connections.Length.ShouldBe(2);
        notices.Count.ShouldBe(3);
    }

    [Fact]
    public void It_shows_itself_as_lanes()
    {
        _history.Add(new EventSourceNotice.Opened(_address));
        _history.Add(new ServerSentEvent("message", "a", "1"));

        HostFormat.As("text/html", _history).ShouldBe(HostFormat.As("text/html", Draw.Lanes(_history.Connections)));
        HostFormat.As("text/plain", _history).ShouldBe(Draw.Lanes(_history.Connections).Text);
    }

    [Fact]
    public void An_event_without_a_connection_is_refused() =>
        Should.Throw<InvalidOperationException>(() => _history.Add(new ServerSentEvent("message", "a", "1"))).Message.ShouldContain("Notify");

    private async Task ReadAllAsync()
    {
        using var http = new HttpClient(_server, disposeHandler: false);
        using var source = new EventSourceClient(_address, new() { HttpClient = http, TimeProvider = new ImmediateTime(), Notify = _history.Add });
        await foreach (var dispatched in source.ReadAsync())
            _history.Add(dispatched);
    }
}
