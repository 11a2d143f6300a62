using System.Text.Json;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class BackgroundResponseTests(BackendFixture fixture)
{
    private const string Body = """{"model":"m","stream":true,"background":true}""";

    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task A_response_in_the_background_goes_on_when_its_connection_breaks_and_is_resumed_behind_a_number()
    {
        var cut = await _backend.CaptureAsync("/v1/responses?count=8&first=0&interval=20&cut=3", new() { Body = Body });
        var id = Data(cut)[0].GetProperty("response").GetProperty("id").GetString();
        var rest = await _backend.CaptureAsync($"/v1/responses/{id}?stream=true&starting_after={Numbers(cut)[^1]}");

        cut.Failure.ShouldNotBeNull().ShouldContain("cut off");
        rest.Failure.ShouldBeNull();
        Numbers(cut).Concat(Numbers(rest)).ShouldBe(Enumerable.Range(0, 16));
        rest.Events[^1].Event.Type.ShouldBe("response.completed");
        Data(rest)[^1].GetProperty("response").GetProperty("background").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_over_is_sent_again_at_once_from_the_beginning_unless_a_number_is_given()
    {
        var first = await _backend.CaptureAsync("/v1/responses?count=2&first=0&interval=0", new() { Body = Body });
        var id = Data(first)[0].GetProperty("response").GetProperty("id").GetString();

        var again = await _backend.CaptureAsync($"/v1/responses/{id}?stream=true");
        var behindTheLast = await _backend.CaptureAsync($"/v1/responses/{id}?stream=true&starting_after=9");

        Numbers(again).ShouldBe(Numbers(first));
        behindTheLast.Events.ShouldBeEmpty();
        behindTheLast.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task It_can_be_asked_how_it_is_without_a_stream()
    {
        var started = await _backend.CaptureAsync("/v1/responses?count=2&first=0&interval=0&finish=length", new() { Body = """{"model":"m","background":true}""" });
        var id = JsonDocument.Parse(started.Text).RootElement.GetProperty("id").GetString();

        var text = await Eventually.SeeAsync(() => _backend.GetTextAsync($"/v1/responses/{id}"), text => text.Contains("\"incomplete\""));

        JsonDocument.Parse(text).RootElement.GetProperty("id").GetString().ShouldBe(id);
    }

    [Fact]
    public async Task One_that_was_not_asked_for_in_the_background_is_not_kept()
    {
        var capture = await _backend.CaptureAsync("/v1/responses?count=1&first=0", new() { Body = """{"model":"m","stream":true}""" });
        var id = Data(capture)[0].GetProperty("response").GetProperty("id").GetString();

        (await _backend.CaptureAsync($"/v1/responses/{id}?stream=true")).Status.ShouldBe(404);
    }

    private static JsonElement[] Data(Capture capture) => [.. capture.Events.Select(e => JsonDocument.Parse(e.Event.Data).RootElement)];

    private static int[] Numbers(Capture capture) => [.. Data(capture).Select(data => data.GetProperty("sequence_number").GetInt32())];
}
