using System.Text;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class EventSourceClientOnBackendTests(BackendFixture fixture)
{
    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task A_stream_cut_again_and_again_arrives_without_gap_and_without_repetition()
    {
        using var source = new EventSourceClient(new(_backend.Url, "/resume?count=17&interval=0&cut=3&retry=0"));
        var ids = new List<string>();
        await foreach (var dispatched in source.ReadAsync())
            ids.Add(dispatched.LastEventId);
        ids.ShouldBe(Enumerable.Range(1, 17).Select(n => $"{n}"));

        var requests = (await _backend.GetLogAsync()).Where(request => request.Target.StartsWith("/resume?count=17&"));
        requests.Select(request => request.Headers.SingleOrDefault(line => line.Name == "Last-Event-ID")?.Value)
            .ShouldBe([null, "3", "6", "9", "12", "15", "17"]);
    }

    [Fact]
    public async Task It_waits_for_a_server_that_is_not_there_yet_and_follows_redirects()
    {
        Uri address;
        await using (var gone = ScriptedServer.Closing(""))
            address = gone.Url;
        await using var redirect = ScriptedServer.Closing($"HTTP/1.1 307 Temporary Redirect\nLocation: {new Uri(_backend.Url, "/resume?count=18&interval=0")}\nContent-Length: 0\n\n");
        var notices = new List<EventSourceNotice>();
        var attemptCount = 0;
        using var source = new EventSourceClient(address, new()
        {
            ReconnectionTime = TimeSpan.Zero,
            MaxBackOff = TimeSpan.FromMilliseconds(1),
            Notify = notices.Add,
            CreateRequest = () => new(HttpMethod.Get, attemptCount++ < 2 ? address : redirect.Url),
        });
        var events = new List<ServerSentEvent>();
        await foreach (var dispatched in source.ReadAsync())
        {
            events.Add(dispatched);
            if (events.Count == 18)
                break;
        }

        notices.Take(2).ShouldAllBe(notice => notice is EventSourceNotice.Reconnecting);
        notices[2].ShouldBe(new EventSourceNotice.Opened(new(_backend.Url, "/resume?count=18&interval=0")));
    }

    [Fact]
    public async Task The_last_event_id_is_sent_as_UTF_8()
    {
        using var source = new EventSourceClient(new(_backend.Url, "/resume?count=19"), new() { LastEventId = "n° 7" });
        await Should.ThrowAsync<EventSourceException>(source.ReadAsync().GetAsyncEnumerator().MoveNextAsync().AsTask());
        var request = (await _backend.GetLogAsync()).Single(request => request.Target == "/resume?count=19");
        var value = request.Headers.Single(line => line.Name == "Last-Event-ID").Value;
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value)).ShouldBe("n° 7");
    }
}
