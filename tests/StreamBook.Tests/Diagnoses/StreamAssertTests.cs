using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;

namespace StreamBook.Tests;

public sealed class StreamAssertTests : IAsyncLifetime
{
    private WebApplication? _app;
    private HttpClient? _client;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        _app = builder.Build();
        _app.MapGet("/streams", context => SendAsync(context, flushed: 1, isStartedFirst: true));
        _app.MapGet("/held", context => SendAsync(context, flushed: int.MaxValue, isStartedFirst: true));
        _app.MapGet("/lumps", context => SendAsync(context, flushed: 3, isStartedFirst: true));
        _app.MapGet("/headers-late", context => SendAsync(context, flushed: 1, isStartedFirst: false));
        _app.MapGet("/half", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("id: 1\ndata: 1\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(60);
            await context.Response.WriteAsync("id: 2\ndata: 2\n\ndata: half of the th");
        });
        _app.MapGet("/one", context =>
        {
            context.Response.ContentType = "text/event-stream";
            return context.Response.WriteAsync("data: 1\n\n");
        });
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        _client!.Dispose();
        await _app!.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_that_streams_passes_and_is_handed_back()
    {
        var capture = await StreamAssert.StreamsAsync(_client!, "/streams");
        capture.Events.Select(e => e.Event.LastEventId).ShouldBe(["1", "2", "3", "4", "5", "6"]);
    }

    [FullLane, Theory]
    [InlineData("/held", "SB101", "6 events came with 1 read")]
    [InlineData("/lumps", "SB102", "6 events came with 2 reads")]
    [InlineData("/headers-late", "SB104", "The header section came ")]
    [InlineData("/half", "SB141", "After the last blank line came 1 line of data")]
    public async Task A_stream_that_does_not_fails_with_what_was_seen_and_what_helps(string address, string id, string seen)
    {
        var failure = await Should.ThrowAsync<StreamAssertException>(() => StreamAssert.StreamsAsync(_client!, address));
        failure.Finding.ShouldNotBeNull().Id.ShouldBe(id, failure.Message);
        failure.Message.ShouldStartWith($"GET http://localhost{address} does not stream: {id} ");
        failure.Message.ShouldContain(seen);
        failure.Message.ShouldContain(failure.Finding.Kind.Mechanism);
        failure.Message.ShouldContain(failure.Finding.Kind.Cures.First(cure => cure.Where == "ASP.NET Core").Text);
    }

    [Fact]
    public async Task With_one_event_nobody_can_tell()
    {
        var failure = await Should.ThrowAsync<StreamAssertException>(() => StreamAssert.StreamsAsync(_client!, "/one"));
        failure.Finding.ShouldBeNull();
        failure.Message.ShouldContain("two or more are needed");
    }

    [Fact]
    public async Task A_status_that_is_not_200_fails() =>
        (await Should.ThrowAsync<StreamAssertException>(() => StreamAssert.StreamsAsync(_client!, "/nowhere"))).Finding!.Id.ShouldBe("SB121");

    // Six events, a pause of 200 ms before each, and a flush after every so many.
    private static async Task SendAsync(HttpContext context, int flushed, bool isStartedFirst)
    {
        context.Response.ContentType = "text/event-stream";
        if (isStartedFirst)
            await context.Response.StartAsync();
        if (isStartedFirst)
            await context.Response.Body.FlushAsync();
        var body = new MemoryStream();
        for (var n = 1; n <= 6; n++)
        {
            await Task.Delay(200);
            body.Write(System.Text.Encoding.UTF8.GetBytes($"id: {n}\ndata: {n}\n\n"));
            if (n % flushed != 0 && n < 6)
                continue;
            await context.Response.Body.WriteAsync(body.ToArray());
            await context.Response.Body.FlushAsync();
            body.SetLength(0);
        }
    }
}
