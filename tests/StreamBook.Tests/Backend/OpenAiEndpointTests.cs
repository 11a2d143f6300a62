using System.Text.Json;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class OpenAiEndpointTests(BackendFixture fixture)
{
    private const string Chat = "/v1/chat/completions";
    private const string Responses = "/v1/responses";

    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task A_chat_completion_has_an_event_for_each_token_then_the_reason_it_ended_and_a_mark()
    {
        var capture = await AskAsync(Chat + "?count=3&first=0&interval=0", """{"model":"m","stream":true}""");

        capture.Header("Content-Type").ShouldBe("text/event-stream");
        capture.Events.ShouldAllBe(e => e.Event.Type == "message" && e.Event.LastEventId == "");
        capture.Events[^1].Event.Data.ShouldBe("[DONE]");
        var chunks = Data(capture);
        chunks.ShouldAllBe(chunk => chunk.GetProperty("object").GetString() == "chat.completion.chunk" && chunk.GetProperty("model").GetString() == "m");
        var choices = chunks.Select(chunk => chunk.GetProperty("choices")[0]).ToArray();
        choices[0].GetProperty("delta").GetRawText().ShouldBe("""{"role":"assistant","content":"A"}""");
        choices[1].GetProperty("delta").GetRawText().ShouldBe("""{"content":" stream"}""");
        choices.Select(choice => choice.GetProperty("finish_reason").GetString()).ShouldBe([null, null, null, "stop"]);
        capture.Text.ShouldNotContain("usage");
    }

    [Fact]
    public async Task Usage_comes_on_request_in_an_event_without_choices()
    {
        var capture = await AskAsync(Chat + "?count=3&first=0&interval=0", """{"model":"m","stream":true,"stream_options":{"include_usage":true}}""");

        var chunks = Data(capture);
        chunks[..^1].ShouldAllBe(chunk => chunk.GetProperty("usage").ValueKind == JsonValueKind.Null);
        chunks[^1].GetProperty("choices").GetArrayLength().ShouldBe(0);
        chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData(Chat, 3)]
    [InlineData(Responses, 2)]
    public async Task Events_tell_when_they_were_sent(string path, int tokenCount)
    {
        var capture = await AskAsync($"{path}?count={tokenCount}&first=200&interval=600", """{"model":"m","stream":true}""");

        capture.Delivery.ShouldBe(Delivery.Streamed);
        var sent = capture.Events.Where(e => e.Event.Data.Contains("\"content\":\"") || e.Event.Type.EndsWith("output_text.delta")).Select(e => e.SentOffset!.Value).ToArray();
        sent.Length.ShouldBe(tokenCount);
        (sent[1] - sent[0]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(600));
        capture.HeadersOffset!.Value.ShouldBeLessThan(sent[0]);
    }

    [Fact]
    public async Task A_long_answer_repeats_the_words_and_a_whole_one_is_the_same_text()
    {
        var streamed = Data(await AskAsync(Chat + "?count=40&first=0&interval=0", """{"model":"m","stream":true}"""));
        var whole = await AskAsync(Chat + "?count=40&first=0&interval=0", """{"model":"m"}""");

        whole.Header("Content-Type").ShouldStartWith("application/json");
        var answer = JsonDocument.Parse(whole.Text).RootElement;
        answer.GetProperty("object").GetString().ShouldBe("chat.completion");
        answer.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(40);
        var text = answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        text.ShouldEndWith(" to come. A stream is an answer");
        string.Concat(streamed[..^1].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString())).ShouldBe(text);
    }

    [Fact]
    public async Task A_response_is_a_numbered_sequence_of_typed_events()
    {
        var capture = await AskAsync(Responses + "?count=2&first=0&interval=0", """{"model":"m","stream":true}""");

        capture.Events.Select(e => e.Event.Type).ShouldBe([
            "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
            "response.output_text.delta", "response.output_text.delta", "response.output_text.done",
            "response.content_part.done", "response.output_item.done", "response.completed",
        ]);
        var data = Data(capture);
        data.Select(json => json.GetProperty("type").GetString()).ShouldBe(capture.Events.Select(e => e.Event.Type));
        data.Select(json => json.GetProperty("sequence_number").GetInt32()).ShouldBe(Enumerable.Range(0, 10));
        var whole = await AskAsync(Responses + "?count=2&first=0&interval=0", """{"model":"m","stream":false}""");
        whole.Text.ShouldBe(data[^1].GetProperty("response").GetRawText());
        whole.Text.ShouldContain("\"text\":\"A stream\"");
    }

    [Fact]
    public async Task An_error_in_mid_stream_comes_in_place_of_the_rest_and_the_body_ends_whole()
    {
        var chat = await AskAsync(Chat + "?count=5&error=2&first=0&interval=0", """{"model":"m","stream":true}""");
        var response = await AskAsync(Responses + "?count=5&error=2&first=0&interval=0", """{"model":"m","stream":true}""");

        chat.Failure.ShouldBeNull();
        chat.Events.Length.ShouldBe(3);
        chat.Events[^1].Event.Data.ShouldStartWith("{\"error\":{\"message\":");
        response.Failure.ShouldBeNull();
        response.Events.Count(e => e.Event.Type == "response.output_text.delta").ShouldBe(2);
        response.Events[^2..].Select(e => e.Event.Type).ShouldBe(["error", "response.failed"]);
    }

    [Fact]
    public async Task An_error_of_an_answer_that_is_not_streamed_is_a_status()
    {
        var capture = await AskAsync(Chat + "?count=5&error=2&first=0&interval=0", """{"model":"m"}""");
        capture.Status.ShouldBe(500);
        capture.Text.ShouldStartWith("{\"error\":{\"message\":");
    }

    [Theory]
    [InlineData(Chat, 2)]
    [InlineData(Responses, 6)]
    public async Task A_cut_breaks_the_connection_after_so_many_tokens(string path, int eventCount)
    {
        var capture = await AskAsync(path + "?count=5&cut=2&first=0&interval=0", """{"model":"m","stream":true}""");
        capture.Events.Length.ShouldBe(eventCount);
        capture.Failure.ShouldNotBeNull().ShouldContain("cut off");
    }

    [Theory]
    [InlineData("", "The body must be a JSON object: ")]
    [InlineData("[]", "The body must be a JSON object.")]
    [InlineData("{}", "The body must name a model: ")]
    [InlineData("""{"model":1}""", "The body's \"model\" must be a string, not 1.")]
    [InlineData("""{"model":"m","stream":"yes"}""", "The body's \"stream\" must be a boolean, not \"yes\".")]
    public async Task A_bad_body_answers_400_with_one_sentence(string body, string sentence)
    {
        var capture = await AskAsync(Chat, body);
        capture.Status.ShouldBe(400);
        capture.Text.ShouldStartWith(sentence);
    }

    [Fact]
    public async Task Only_post_asks_and_the_query_is_read_strictly()
    {
        var get = await _backend.CaptureAsync(Responses);
        get.Status.ShouldBe(405);
        get.Header("Allow").ShouldBe("POST");
        (await AskAsync(Chat + "?cout=1", """{"model":"m"}""")).Text.ShouldStartWith("/v1/chat/completions has no parameter 'cout'");
    }

    private Task<Capture> AskAsync(string target, string body) => _backend.CaptureAsync(target, new() { Body = body });

    private static JsonElement[] Data(Capture capture) =>
        [.. capture.Events.Where(e => e.Event.Data != "[DONE]").Select(e => JsonDocument.Parse(e.Event.Data).RootElement)];
}
