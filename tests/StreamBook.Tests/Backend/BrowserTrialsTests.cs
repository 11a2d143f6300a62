namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class BrowserTrialsTests(BackendFixture fixture)
{
    private static readonly CaptureOptions _fromElsewhere = new() { Headers = [new("Origin", "http://elsewhere.example")] };

    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task The_page_is_HTML_and_has_a_place_for_scripts_to_write_to()
    {
        var page = await _backend.CaptureAsync("/page");

        page.Header("Content-Type").ShouldBe("text/html; charset=utf-8");
        page.Text.ShouldContain("function log(text)");
    }

    [Fact]
    public async Task An_answer_is_an_event_stream_that_allows_nothing_unless_told()
    {
        var answer = await _backend.CaptureAsync("/answer", _fromElsewhere);

        answer.Events.Select(e => e.Event.LastEventId).ShouldBe(["1", "2", "3"]);
        answer.Headers.ShouldNotContain(header => header.Name.StartsWith("Access-Control-"));
        answer.Header("Vary").ShouldBeNull();
    }

    [Theory]
    [InlineData("allow=*", "*", null, null)]
    [InlineData("allow=origin", "http://elsewhere.example", null, "Origin")]
    [InlineData("allow=origin&credentials=yes", "http://elsewhere.example", "true", "Origin")]
    [InlineData("allow=*&credentials=yes", "*", "true", null)]
    public async Task It_allows_another_origin_what_the_query_says(string query, string origin, string? credentials, string? vary)
    {
        var answer = await _backend.CaptureAsync($"/answer?{query}", _fromElsewhere);

        answer.Header("Access-Control-Allow-Origin").ShouldBe(origin);
        answer.Header("Access-Control-Allow-Credentials").ShouldBe(credentials);
        answer.Header("Vary").ShouldBe(vary);
    }

    [Fact]
    public async Task A_preflight_is_answered_without_a_body_and_names_the_headers()
    {
        var preflight = await _backend.CaptureAsync("/answer?allow=*&headers=Authorization", _fromElsewhere with { Method = HttpMethod.Options });

        preflight.Status.ShouldBe(204);
        preflight.Body.ShouldBeEmpty();
        preflight.Header("Access-Control-Allow-Headers").ShouldBe("Authorization");
        (await _backend.CaptureAsync("/answer?allow=*&headers=Authorization", _fromElsewhere)).Header("Access-Control-Allow-Headers").ShouldBeNull();
    }

    [Theory]
    [InlineData("status=204", 204, null)]
    [InlineData("status=500", 500, "text/event-stream")]
    [InlineData("type=text/plain", 200, "text/plain")]
    public async Task Status_and_type_are_as_the_query_says(string query, int status, string? type)
    {
        var answer = await _backend.CaptureAsync($"/answer?{query}");

        answer.Status.ShouldBe(status);
        answer.Header("Content-Type").ShouldBe(type);
    }

    [Fact]
    public async Task All_events_have_the_ID_that_was_chosen() =>
        (await _backend.CaptureAsync("/answer?count=2&id=a%20b")).Events.Select(e => e.Event.LastEventId).ShouldBe(["a b", "a b"]);
}
