using System.Text.Json;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public class OpenAiEndpointTests(BackendFixture fixture)
{
    private const string Chat = "/v1/chat/completions";
    private const string Responses = "/v1/responses";

    private readonly BackendServer _backend = fixture.Server;

    [Fact]
    public async Task A_chat_completion_has_an_event_for_the_role_one_for_each_token_then_the_reason_it_ended_and_a_mark()
    {
        var capture = await AskAsync(Chat + "?count=3&first=0&interval=0", """{"model":"m","stream":true}""");

        capture.Header("Content-Type").ShouldBe("text/event-stream");
        capture.Events.ShouldAllBe(e => e.Event.Type == "message" && e.Event.LastEventId == "");
        capture.Events[^1].Event.Data.ShouldBe("[DONE]");
        var chunks = Data(capture);
        chunks.ShouldAllBe(chunk => chunk.GetProperty("object").GetString() == "chat.completion.chunk" && chunk.GetProperty("model").GetString() == "m");
        chunks.ShouldAllBe(chunk => chunk.GetProperty("system_fingerprint").GetString()!.StartsWith("fp_"));
        var choices = chunks.Select(chunk => chunk.GetProperty("choices")[0]).ToArray();
        choices[0].GetProperty("delta").GetRawText().ShouldBe("""{"role":"assistant","content":"","refusal":null}""");
        choices[1].GetProperty("delta").GetRawText().ShouldBe("""{"content":"A"}""");
        choices[2].GetProperty("delta").GetRawText().ShouldBe("""{"content":" stream"}""");
        choices.ShouldAllBe(choice => choice.GetProperty("logprobs").ValueKind == JsonValueKind.Null);
        choices.Select(choice => choice.GetProperty("finish_reason").GetString()).ShouldBe([null, null, null, null, "stop"]);
        capture.Text.ShouldNotContain("usage");
    }

    [Fact]
    public async Task The_events_of_tokens_are_padded_to_one_size_unless_the_question_says_no()
    {
        const string query = "?count=35&first=0&interval=0";
        var padded = Data(await AskAsync(Chat + query, """{"model":"gpt-4o-mini","stream":true}"""));
        var bare = Data(await AskAsync(Chat + query, """{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_obfuscation":false}}"""));
        var response = Data(await AskAsync(Responses + "?count=2&first=0&interval=0", """{"model":"m","stream":true}"""));

        foreach (var chunk in padded[1..^1])
            (Token(chunk).Length + chunk.GetProperty("obfuscation").GetString()!.Length).ShouldBe(16);
        padded[1..^1].Select(chunk => chunk.GetRawText().Length - chunk.GetProperty("sent").GetRawText().Length).Distinct().ShouldHaveSingleItem().ShouldBeInRange(270, 310);
        bare.Count(chunk => chunk.TryGetProperty("obfuscation", out _)).ShouldBe(0);
        response.Count(data => data.TryGetProperty("obfuscation", out _)).ShouldBe(2);

        static string Token(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()!;
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task An_answer_can_end_before_it_is_complete(string reason)
    {
        var target = Chat + $"?count=3&first=0&interval=0&finish={reason}";
        var streamed = Data(await AskAsync(target, """{"model":"m","stream":true}"""));
        var whole = await AskAsync(target, """{"model":"m"}""");

        streamed[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe(reason);
        JsonDocument.Parse(whole.Text).RootElement.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe(reason);
    }

    [Theory]
    [InlineData("length", "max_output_tokens")]
    [InlineData("content_filter", "content_filter")]
    public async Task A_response_that_ends_before_it_is_complete_says_so_with_its_last_event(string finish, string reason)
    {
        var capture = await AskAsync(Responses + $"?count=3&first=0&interval=0&finish={finish}", """{"model":"m","stream":true}""");

        capture.Events[^1].Event.Type.ShouldBe("response.incomplete");
        var response = Data(capture)[^1].GetProperty("response");
        response.GetProperty("status").GetString().ShouldBe("incomplete");
        response.GetProperty("incomplete_details").GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task The_tokens_of_a_call_are_its_arguments()
    {
        const string target = Chat + "?first=0&interval=0&finish=tool_calls";
        var choices = Data(await AskAsync(target, """{"model":"m","stream":true}""")).Select(chunk => chunk.GetProperty("choices")[0]).ToArray();
        var whole = JsonDocument.Parse((await AskAsync(target, """{"model":"m"}""")).Text).RootElement.GetProperty("choices")[0];

        choices[^1].GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
        var calls = choices[..^1].Select(choice => choice.GetProperty("delta").GetProperty("tool_calls")[0]).ToArray();
        calls[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("look_up");
        var arguments = string.Concat(calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString()));
        arguments.ShouldBe("""{"topic":"event streams"}""");
        whole.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe(arguments);
        (await AskAsync(Responses + "?finish=tool_calls", """{"model":"m"}""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Tokens_of_a_block_go_out_together_when_the_last_of_them_is_made()
    {
        var capture = await AskAsync(Chat + "?count=6&first=20&interval=20&block=3", """{"model":"m","stream":true}""");

        var sent = capture.Events[1..7].Select(e => e.SentOffset!.Value).ToArray();
        sent[..3].Distinct().ShouldHaveSingleItem().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(60));
        (sent[3..].Distinct().ShouldHaveSingleItem() - sent[0]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(60));
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
        var capture = await Captures.JudgedAsync(() => AskAsync($"{path}?count={tokenCount}&first=200&interval=600", """{"model":"m","stream":true}"""));

        capture.Delivery.ShouldBe(Delivery.Streamed);
        var sent = capture.Events.Where(e => e.Event.Data.Contains("\"delta\":{\"content\":\"") || e.Event.Type.EndsWith("output_text.delta")).Select(e => e.SentOffset!.Value).ToArray();
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
        chat.Events.Length.ShouldBe(4);
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
    [InlineData(Chat, 3)]
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
    public async Task Only_post_asks_a_get_lists_what_is_kept_and_the_query_is_read_strictly()
    {
        var get = await _backend.CaptureAsync(Responses);
        get.Status.ShouldBe(405);
        get.Header("Allow").ShouldBe("POST");
        JsonDocument.Parse((await _backend.CaptureAsync(Chat)).Text).RootElement.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await AskAsync(Chat + "?cout=1", """{"model":"m"}""")).Text.ShouldStartWith("/v1/chat/completions has no parameter 'cout'");
    }

    private Task<Capture> AskAsync(string target, string body) => _backend.CaptureAsync(target, new() { Body = body });

    private static JsonElement[] Data(Capture capture) =>
        [.. capture.Events.Where(e => e.Event.Data != "[DONE]").Select(e => JsonDocument.Parse(e.Event.Data).RootElement)];
}
