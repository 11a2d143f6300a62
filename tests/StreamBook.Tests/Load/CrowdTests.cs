using System.Diagnostics;

namespace StreamBook.Tests;

/// <summary>Many event sources on one address, of the lab's backend.</summary>
[Collection(BackendCollection.Name)]
public sealed class CrowdTests(BackendFixture fixture)
{
    private Uri At(string path) => new(fixture.Server.Url, path);

    [Fact]
    public async Task Each_reads_and_comes_back_after_the_last_event_it_had()
    {
        await using var crowd = await Crowd.OpenAsync(At("/resume?count=6&interval=5&cut=2"), 20, new() { ReconnectionTime = TimeSpan.FromMilliseconds(5) });
        await Eventually.SeeAsync(() => crowd.Members.Min(member => member.Events.Count), count => count == 6);

        crowd.OpenedCount.ShouldBe(20 * 3);
        crowd.DuplicateCount.ShouldBe(0);
        crowd.Members.ShouldAllBe(member => string.Join(' ', member.Events.Select(received => received.LastEventId)) == "1 2 3 4 5 6");
        crowd.MissingCount(["never sent"]).ShouldBe(20);
    }

    [Fact]
    public async Task What_comes_again_is_counted()
    {
        // Without IDs the stream begins again.
        await using var crowd = await Crowd.OpenAsync(At($"/raw?body={Uri.EscapeDataString("retry: 1\ndata: a\n\n")}"), 3);

        await Eventually.SeeAsync(() => crowd.DuplicateCount, count => count > 3);
        crowd.ReachedCount("a").ShouldBe(3);
    }

    [Fact]
    public async Task The_time_to_reach_a_part_of_them_is_known_once_that_many_have_it()
    {
        var since = Stopwatch.GetTimestamp();
        await using var crowd = await Crowd.OpenAsync(At($"/raw?body={Uri.EscapeDataString("retry: 60000\ndata: a\n\n")}"), 10);
        await crowd.WhenReachedAsync("a");

        var half = crowd.TimeToReach("a", 0.5, since).ShouldNotBeNull();
        half.ShouldBeLessThanOrEqualTo(crowd.TimeToReach("a", 0.99, since).ShouldNotBeNull());
        crowd.TimeToReach("b", 0.5, since).ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_that_is_no_event_stream_is_told() =>
        (await Should.ThrowAsync<EventSourceException>(() => Crowd.OpenAsync(At("/request"), 5))).Message.ShouldContain("/request");
}
