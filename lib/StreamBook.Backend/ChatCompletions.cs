using System.Text.Json.Nodes;

namespace StreamBook.Backend;

/// <summary>The endpoint <c>/v1/chat/completions</c> (https://platform.openai.com/docs/api-reference/chat-streaming).</summary>
internal static class ChatCompletions
{
    public static async Task RunAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await ListAsync(context);
            return;
        }

        if (await Answer.ReadAsync(context) is not { } answer)
            return;
        var usage = OpenAi.Usage(answer, "prompt_tokens", "completion_tokens");
        if (!answer.IsStreamed)
        {
            await OpenAi.WriteWholeAsync(context, answer, Chat("chat.completion", Choice("message", Message(answer), answer.Finish), usage));
            return;
        }

        var stream = await EventStreamResponse.BeginAsync(context);
        var isFirst = true;
        await foreach (var (token, sent) in answer.TokensAsync(stream.Clock, stream.Aborted))
        {
            if (isFirst)
                await WriteAsync(Opening(answer), null, "", sent);
            isFirst = false;
            await WriteAsync(Delta(answer, token), null, token, sent);
        }

        if (answer.Fails)
        {
            await OpenAi.WriteAsync(stream, new() { ["error"] = OpenAi.Error() });
            return;
        }

        await WriteAsync([], answer.Finish, "", null);
        if (answer.IncludesUsage)
            await OpenAi.WriteAsync(stream, Chunk([], usage));
        await stream.WriteAsync("[DONE]", null, null);

        Task WriteAsync(JsonObject delta, string? finishReason, string token, TimeSpan? sent)
        {
            var chunk = Chunk(Choice("delta", delta, finishReason), null);
            if (answer.IsObfuscated)
                chunk["obfuscation"] = OpenAi.Padding(token.Length);
            return OpenAi.WriteAsync(stream, chunk, sent: sent);
        }

        JsonObject Chunk(JsonArray choices, JsonObject? usage) => Chat("chat.completion.chunk", choices, usage);

        JsonObject Chat(string kind, JsonArray choices, JsonObject? usage)
        {
            var chat = new JsonObject
            {
                ["id"] = "chatcmpl-StreamBook0000000000000000001",
                ["object"] = kind,
                ["created"] = OpenAi.Created,
                ["model"] = answer.Model,
                ["service_tier"] = "default",
                ["system_fingerprint"] = "fp_57ea3b0001",
                ["choices"] = choices,
            };
            if (!answer.IsStreamed || answer.IncludesUsage)
                chat["usage"] = usage;
            return chat;
        }
    }

    // A GET asks nothing: the API lists with it what it was told to keep, and this one keeps nothing.
    private static Task ListAsync(HttpContext context) => OpenAi.WriteJsonAsync(
        context, new() { ["object"] = "list", ["data"] = new JsonArray(), ["first_id"] = null, ["last_id"] = null, ["has_more"] = false });

    private static JsonArray Choice(string name, JsonObject value, string? finishReason) =>
        [new JsonObject { ["index"] = 0, [name] = value, ["logprobs"] = null, ["finish_reason"] = finishReason }];

    private static JsonObject Message(Answer answer) => answer.CallsTool
        ? new() { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(Call(answer.Text)), ["refusal"] = null }
        : new() { ["role"] = "assistant", ["content"] = answer.Text, ["refusal"] = null };

    // The first delta holds the role and no text yet, and of a call all but its arguments.
    private static JsonObject Opening(Answer answer) => answer.CallsTool
        ? new() { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(Indexed(Call(""))), ["refusal"] = null }
        : new() { ["role"] = "assistant", ["content"] = "", ["refusal"] = null };

    private static JsonObject Delta(Answer answer, string token) => answer.CallsTool
        ? new() { ["tool_calls"] = new JsonArray(Indexed(new() { ["function"] = new JsonObject { ["arguments"] = token } })) }
        : new() { ["content"] = token };

    private static JsonObject Call(string arguments) => new()
    {
        ["id"] = "call_StreamBook00000000000001",
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = "look_up", ["arguments"] = arguments },
    };

    private static JsonObject Indexed(JsonObject call)
    {
        call.Insert(0, "index", 0);
        return call;
    }
}
