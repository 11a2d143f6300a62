namespace StreamBook.Tests;

/// <summary>What TypedResults.ServerSentEvents of the framework does, which the course tells: a change of it is to be seen here.</summary>
[Collection(BackendCollection.Name)]
public class TypedStreamTests(BackendFixture fixture)
{
    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task It_sends_the_events_with_IDs_and_the_reconnection_time_in_the_first()
    {
        var capture = await _backend.CaptureAsync("/typed?count=2&interval=0&retry=400");

        capture.Events.Select(e => e.Event.LastEventId).ShouldBe(["1", "2"]);
        capture.Text.Split("retry: 400\n").Length.ShouldBe(2);
        capture.Header("Content-Encoding").ShouldBe("identity");
        capture.Header("X-Accel-Buffering").ShouldBeNull();
    }

    [Fact]
    public async Task Its_headers_leave_with_the_first_event_and_not_before()
    {
        var typed = await _backend.CaptureAsync("/typed?count=1&interval=1000");
        var ours = await _backend.CaptureAsync("/clock?count=1&interval=1000");

        typed.HeadersOffset!.Value.ShouldBeGreaterThanOrEqualTo(typed.Events[0].SentOffset!.Value);
        ours.HeadersOffset!.Value.ShouldBeLessThan(ours.Events[0].SentOffset!.Value);
    }

    [Fact]
    public async Task An_exception_in_mid_stream_breaks_the_body_off()
    {
        var capture = await _backend.CaptureAsync("/typed?count=3&interval=10&cut=2");

        capture.Events.Length.ShouldBe(2);
        capture.Failure.ShouldNotBeNull().ShouldContain("cut off");
    }
}
