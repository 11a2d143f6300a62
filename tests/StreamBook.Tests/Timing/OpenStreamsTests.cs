using System.Net;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class OpenStreamsTests(BackendFixture fixture)
{
    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task Streams_are_open_side_by_side_until_they_are_left()
    {
        var uri = new Uri(_backend.Url, "/clock?count=0&size=92");
        using (var streams = new OpenStreams())
        {
            for (var n = 1; n <= 3; n++)
            {
                (await streams.OpenAsync(uri)).ShouldBe(200);
                streams.Count.ShouldBe(n);
            }

            (await LogAsync()).Count(request => request.Ending is null).ShouldBe(3);
        }

        var log = await Eventually.SeeAsync(LogAsync, log => log.All(request => request.Ending is not null));
        log.ShouldAllBe(request => request.Ending == RequestEnding.AbortedByPeer);
        log.Select(request => request.RemoteAddress).ShouldBeUnique("each has a connection of its own");

        async Task<ReceivedRequest[]> LogAsync() =>
            [.. (await _backend.GetLogAsync()).Where(request => request.Target.EndsWith("size=92"))];
    }

    [Fact]
    public async Task Over_HTTP_2_all_streams_share_one_connection()
    {
        var uri = new Uri(_backend.Url, "/clock?count=0&size=93");
        using var streams = new OpenStreams();
        for (var n = 1; n <= 3; n++)
            (await streams.OpenAsync(uri, new() { HttpVersion = HttpVersion.Version20 })).ShouldBe(200);

        var log = (await _backend.GetLogAsync()).Where(request => request.Target.EndsWith("size=93")).ToArray();
        log.Length.ShouldBe(3);
        log.Select(request => request.RemoteAddress).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_answer_that_is_no_stream_is_told_and_not_counted()
    {
        using var streams = new OpenStreams();
        (await streams.OpenAsync(new(_backend.Url, "/clock?count=many"))).ShouldBe(400);
        var gone = ScriptedServer.Closing("");
        await gone.DisposeAsync();
        (await streams.OpenAsync(gone.Url)).ShouldBeNull();
        streams.Count.ShouldBe(0);
    }
}
