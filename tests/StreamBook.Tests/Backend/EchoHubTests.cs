using System.Text.Json;

namespace StreamBook.Tests;

/// <summary>The SignalR hub of the backend, spoken to byte by byte.</summary>
[Collection(BackendCollection.Name)]
public sealed class EchoHubTests(BackendFixture fixture)
{
    // Two of its messages may share one of the WebSocket, or one event: what ends them is the byte 1E.
    private const string Shake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private const string Say = "{\"type\":1,\"target\":\"Say\",\"arguments\":[\"hello\"]}\u001e";
    private const string Said = "{\"type\":1,\"target\":\"said\",\"arguments\":[\"hello\"]}\u001e";
    private const string Bye = "{\"type\":7}\u001e";

    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task It_answers_over_a_WebSocket_without_negotiation()
    {
        var capture = await _backend.CaptureWebSocketAsync("/hub", new() { Messages = [Shake, Say], StopAfter = 2 });

        capture.Status.ShouldBe(101);
        string.Concat(capture.Events.Select(message => message.Event.Data)).ShouldStartWith("{}\u001e" + Said);
    }

    [Fact]
    public async Task Its_heartbeat_is_a_message_every_half_second()
    {
        var capture = await _backend.CaptureWebSocketAsync("/hub", new() { Messages = [Shake], StopAfter = 2 });

        capture.Events[1].Event.Data.ShouldBe("{\"type\":6}\u001e");
    }

    [Fact]
    public async Task It_answers_over_an_event_stream_what_was_posted()
    {
        var offer = await _backend.CaptureAsync("/hub/negotiate?negotiateVersion=1", new() { Body = "" });
        var target = $"/hub?id={JsonElement.Parse(offer.Text).GetProperty("connectionToken")}";

        var listening = _backend.CaptureAsync(target, new() { Headers = [new("Accept", EventStream.MediaType)] });
        await Eventually.SeeAsync(() => _backend.GetLogAsync(), log => log.Any(request => request.Target == target));
        foreach (var text in new[] { Shake, Say, Bye })
            (await _backend.CaptureAsync(target, new() { Body = text })).Status.ShouldBe(200);

        var stream = await listening;
        stream.Header("Content-Type").ShouldBe(EventStream.MediaType);
        string.Concat(stream.Events.Select(sent => sent.Event.Data)).ShouldContain(Said);
    }

    [Fact]
    public async Task Nobody_is_known_by_a_token_that_it_did_not_make() =>
        (await _backend.CaptureAsync("/hub?id=somebody-elses")).Status.ShouldBe(404);
}
