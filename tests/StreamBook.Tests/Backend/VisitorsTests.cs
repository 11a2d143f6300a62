using System.Net;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public sealed class VisitorsTests(BackendFixture fixture)
{
    private static readonly CaptureOptions _withHeader = With("Authorization", "Bearer secret-of-ada");

    private readonly BackendServer _backend = fixture.Server;

    [Theory]
    [InlineData("Authorization", "Bearer secret-of-ada", "header")]
    [InlineData("Cookie", "other=1; token=secret-of-ada", "cookie")]
    public async Task A_known_visitor_is_told_how_they_are_known(string name, string value, string proof)
    {
        (await _backend.CaptureAsync("/private", With(name, value))).Events.Single().Event.Data.ShouldBe(proof);
        (await _backend.CaptureWebSocketAsync("/ws/private", With(name, value))).Events.Single().Event.Data.ShouldBe(proof);
    }

    [Theory]
    [InlineData("Authorization", "Bearer secret-of-bob")]
    [InlineData("Authorization", "Basic secret-of-ada")]
    [InlineData("Cookie", "token=secret-of-bob")]
    public async Task A_stranger_is_refused(string name, string value)
    {
        (await _backend.CaptureAsync("/private", With(name, value))).Status.ShouldBe(401);
        (await _backend.CaptureWebSocketAsync("/ws/private", With(name, value))).Status.ShouldBe(401);
        (await _backend.CaptureAsync("/ticket", With(name, value) with { Method = HttpMethod.Post })).Status.ShouldBe(401);
    }

    [Fact]
    public async Task The_token_as_a_subprotocol_opens_a_WebSocket_that_speaks_the_other_one()
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.AddSubProtocol("notes");
        socket.Options.AddSubProtocol("token.secret-of-ada");
        await socket.ConnectAsync(new($"ws://{_backend.Url.Authority}/ws/private"), default);

        socket.SubProtocol.ShouldBe("notes");
    }

    [Fact]
    public async Task A_ticket_is_good_for_one_request()
    {
        var ticket = (await _backend.CaptureAsync("/ticket", _withHeader with { Method = HttpMethod.Post })).Text;

        (await _backend.CaptureAsync($"/private?ticket={ticket}")).Events.Single().Event.Data.ShouldBe("ticket");
        (await _backend.CaptureAsync($"/private?ticket={ticket}")).Status.ShouldBe(401);
        (await _backend.CaptureAsync("/private?ticket=")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_ticket_is_asked_for_with_a_POST() =>
        (await _backend.CaptureAsync("/ticket", _withHeader)).Status.ShouldBe((int)HttpStatusCode.MethodNotAllowed);

    [Fact]
    public async Task A_script_is_what_was_given()
    {
        var script = await _backend.CaptureAsync($"/script?body={Uri.EscapeDataString("onconnect = e => 1 + 1;")}");

        script.Header("Content-Type").ShouldBe("text/javascript; charset=utf-8");
        script.Text.ShouldBe("onconnect = e => 1 + 1;");
    }

    private static CaptureOptions With(string name, string value) => new() { Headers = [new(name, value)] };
}
