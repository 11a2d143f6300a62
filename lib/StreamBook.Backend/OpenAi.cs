using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamBook.Backend;

/// <summary>
/// The endpoints that answer as OpenAI's API does (https://platform.openai.com/docs/api-reference). Each event's data has one
/// member more, <c>sent</c>: clients pass over members that they do not know.
/// </summary>
internal static class OpenAi
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task ChatCompletionsAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context) is not { } answer)
            return;
        var usage = Usage(answer, "prompt_tokens", "completion_tokens");
        if (!answer.IsStreamed)
        {
            var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text };
            await WriteWholeAsync(context, answer, Chat("chat.completion", Choice("message", message, "stop"), usage));
            return;
        }

        var stream = await EventStreamResponse.BeginAsync(context);
        var role = "assistant";
        await foreach (var token in answer.TokensAsync(stream.Clock, stream.Aborted))
        {
            var delta = new JsonObject { ["content"] = token };
            if (role is not null)
                delta.Insert(0, "role", role);
            role = null;
            await WriteAsync(stream, Chunk(Choice("delta", delta, null), null));
        }

        if (answer.Fails)
        {
            await WriteAsync(stream, new() { ["error"] = Error() });
            return;
        }

        await WriteAsync(stream, Chunk(Choice("delta", [], "stop"), null));
        if (answer.IncludesUsage)
            await WriteAsync(stream, Chunk([], usage));
        await stream.WriteAsync("[DONE]", null, null);

        JsonObject Chunk(JsonArray choices, JsonObject? usage) => Chat("chat.completion.chunk", choices, usage);

        JsonObject Chat(string kind, JsonArray choices, JsonObject? usage)
        {
            var chat = new JsonObject { ["id"] = "chatcmpl-1", ["object"] = kind, ["created"] = 0, ["model"] = answer.Model, ["choices"] = choices };
            if (!answer.IsStreamed || answer.IncludesUsage)
                chat["usage"] = usage;
            return chat;
        }

        static JsonArray Choice(string name, JsonObject value, string? finishReason) =>
            [new JsonObject { ["index"] = 0, [name] = value, ["finish_reason"] = finishReason }];
    }

    public static async Task ResponsesAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context) is not { } answer)
            return;
        if (!answer.IsStreamed)
        {
            await WriteWholeAsync(context, answer, Response("completed"));
            return;
        }

        var stream = await EventStreamResponse.BeginAsync(context);
        var sequenceNumber = 0;
        await WriteAsync("response.created", new() { ["response"] = Response("in_progress") });
        await WriteAsync("response.in_progress", new() { ["response"] = Response("in_progress") });
        await WriteAsync("response.output_item.added", new() { ["output_index"] = 0, ["item"] = Item("in_progress") });
        await WritePartAsync("response.content_part.added", new() { ["part"] = Part("") });
        await foreach (var token in answer.TokensAsync(stream.Clock, stream.Aborted))
            await WritePartAsync("response.output_text.delta", new() { ["delta"] = token, ["logprobs"] = new JsonArray() });
        if (answer.Fails)
        {
            await WriteAsync("error", new() { ["code"] = "server_error", ["message"] = FailureMessage, ["param"] = null });
            await WriteAsync("response.failed", new() { ["response"] = Response("failed") });
            return;
        }

        await WritePartAsync("response.output_text.done", new() { ["text"] = answer.Text, ["logprobs"] = new JsonArray() });
        await WritePartAsync("response.content_part.done", new() { ["part"] = Part(answer.Text) });
        await WriteAsync("response.output_item.done", new() { ["output_index"] = 0, ["item"] = Item("completed") });
        await WriteAsync("response.completed", new() { ["response"] = Response("completed") });

        Task WritePartAsync(string type, JsonObject data)
        {
            data.Insert(0, "item_id", "msg_1");
            data.Insert(1, "output_index", 0);
            data.Insert(2, "content_index", 0);
            return WriteAsync(type, data);
        }

        Task WriteAsync(string type, JsonObject data)
        {
            data.Insert(0, "type", type);
            data.Insert(1, "sequence_number", sequenceNumber++);
            return OpenAi.WriteAsync(stream, data, type);
        }

        JsonObject Response(string status) => new()
        {
            ["id"] = "resp_1",
            ["object"] = "response",
            ["created_at"] = 0,
            ["status"] = status,
            ["error"] = status == "failed" ? new JsonObject { ["code"] = "server_error", ["message"] = FailureMessage } : null,
            ["model"] = answer.Model,
            ["output"] = status == "completed" ? new JsonArray(Item(status)) : [],
            ["usage"] = status == "completed" ? Usage(answer, "input_tokens", "output_tokens") : null,
        };

        JsonObject Item(string status) => new()
        {
            ["id"] = "msg_1",
            ["type"] = "message",
            ["status"] = status,
            ["role"] = "assistant",
            ["content"] = status == "completed" ? new JsonArray(Part(answer.Text)) : [],
        };

        static JsonObject Part(string text) => new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() };
    }

    private const string FailureMessage = "The server had an error while it answered.";

    private static JsonObject Error() => new() { ["message"] = FailureMessage, ["type"] = "server_error", ["param"] = null, ["code"] = null };

    // The model does not read the question.
    private static JsonObject Usage(Answer answer, string ofQuestion, string ofAnswer) =>
        new() { [ofQuestion] = 0, [ofAnswer] = answer.Count, ["total_tokens"] = answer.Count };

    /// <summary>The answer in one piece, when its last token is there.</summary>
    private static async Task WriteWholeAsync(HttpContext context, Answer answer, JsonObject json)
    {
        var clock = new StreamClock();
        await foreach (var _ in answer.TokensAsync(clock, context.RequestAborted))
        {
        }

        context.Response.StatusCode = answer.Fails ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(answer.Fails ? new JsonObject { ["error"] = Error() } : json, _json);
    }

    private static Task WriteAsync(EventStreamResponse stream, JsonObject data, string? type = null)
    {
        data["sent"] = Math.Round(stream.Clock.Now.TotalMilliseconds, 3);
        return stream.WriteAsync(data.ToJsonString(_json), type, null);
    }
}
