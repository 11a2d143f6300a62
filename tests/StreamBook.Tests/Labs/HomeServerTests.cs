using System.Net.WebSockets;
using System.Text;

namespace StreamBook.Tests;

public sealed class HomeServerTests
{
    [Fact]
    public async Task It_serves_several_requests_at_a_time_and_counts_them()
    {
        var bothCame = new TaskCompletionSource();
        var count = 0;
        var server = HomeServer.Start(async request =>
        {
            if (Interlocked.Increment(ref count) == 2)
                bothCame.SetResult();
            await bothCame.Task;
            var body = await request.BeginAsync(EventStream.MediaType);
            await body.WriteAsync(Encoding.UTF8.GetBytes($"data: {request.Target} {request.Query("name")} {request.Header("x-trial")}\n\n"));
        });
        using (server)
        {
            var options = new CaptureOptions { Headers = [new("X-Trial", "a: b")] };
            var answers = await Task.WhenAll(Capture.EventStreamAsync(new(server.Url, "/one?name=Zo%C3%AB"), options), Capture.EventStreamAsync(server.Url));

            answers.ShouldAllBe(answer => answer.Failure == null);
            answers.Select(answer => answer.Events.Single().Event.Data).ShouldBe(["/one?name=Zo%C3%AB Zoë a: b", "/  "]);
            server.RequestCount.ShouldBe(2);
        }

        (await Capture.EventStreamAsync(server.Url)).Status.ShouldBeNull("it has ended");
    }

    [Fact]
    public async Task A_cut_breaks_the_newest_connection_in_the_middle()
    {
        var written = new TaskCompletionSource();
        using var server = HomeServer.Start(async request =>
        {
            var body = await request.BeginAsync(EventStream.MediaType);
            await body.WriteAsync("data: 1\n\n"u8.ToArray());
            written.SetResult();
            await Task.Delay(Timeout.Infinite);
        });

        var capture = Capture.EventStreamAsync(server.Url);
        await written.Task;
        server.Cut();

        (await capture).Failure.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_exception_breaks_its_connection_and_nothing_else()
    {
        using var server = HomeServer.Start(request => request.Target == "/bad" ? throw new InvalidOperationException() : Task.CompletedTask);

        (await Capture.EventStreamAsync(new(server.Url, "/bad"))).Failure.ShouldNotBeNull();
        (await Capture.EventStreamAsync(server.Url)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task A_WebSocket_is_one_of_NET_and_can_be_cut_too()
    {
        using var server = HomeServer.Start(async request =>
        {
            request.IsWebSocket.ShouldBeTrue();
            using var socket = await request.AcceptWebSocketAsync();
            await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, default);
            await Task.Delay(Timeout.Infinite);
        });
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new($"ws://{server.Url.Authority}/"), default);

        (await client.ReceiveAsync(new byte[10], default)).Count.ShouldBe(5);
        server.Cut();
        (await Should.ThrowAsync<WebSocketException>(() => client.ReceiveAsync(new byte[10], default))).WebSocketErrorCode.ShouldBe(WebSocketError.ConnectionClosedPrematurely);
    }
}
