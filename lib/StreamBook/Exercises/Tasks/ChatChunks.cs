using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamBook.Exercises.Tasks;

/// <summary>Events of chat completions, made and read by the book.</summary>
internal static class ChatChunks
{
    public const string Path = "/v1/chat/completions";

    public static string Body(string question = "?") =>
        new JsonObject { ["model"] = "any", ["stream"] = true, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = question }) }.ToJsonString();

    /// <summary>Tokens of an answer, most with a space of their own.</summary>
    public static string[] Tokens(Random random, int count) =>
        [.. random.GetItems((string[])["A", " stream", " is", " \"quoted\"", " [DONE]", ",", "\n", " finish_reason", " überall", " 😀", " {}"], count)];

    /// <summary>The data of the event that brings the role.</summary>
    public static string Role() => Chunk(new() { ["role"] = "assistant", ["content"] = "", ["refusal"] = null });

    public static string Token(string text) => Chunk(new() { ["content"] = text });

    public static string Call(string arguments) =>
        Chunk(new() { ["content"] = null, ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = 0, ["function"] = new JsonObject { ["arguments"] = arguments } }) });

    public static string End(string reason) => Chunk([], reason);

    public static string Usage(int count) => new JsonObject
    {
        ["object"] = "chat.completion.chunk",
        ["choices"] = new JsonArray(),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 5, ["completion_tokens"] = count, ["total_tokens"] = count + 5 },
    }.ToJsonString();

    public static string Error() => new JsonObject { ["error"] = new JsonObject { ["message"] = "The server had an error.", ["type"] = "server_error" } }.ToJsonString();

    /// <summary>What the events say: the texts of the tokens, and why they ended.</summary>
    /// <exception cref="JsonException">The data of one is neither JSON nor [DONE].</exception>
    public static (string[] Tokens, string? FinishReason) Read(IEnumerable<string> data)
    {
        var tokens = new List<string>();
        string? finishReason = null;
        foreach (var text in data.Where(text => text != "[DONE]"))
        {
            if (JsonNode.Parse(text) is not JsonObject { } chunk || chunk["choices"] is not JsonArray { Count: > 0 } choices || choices[0] is not JsonObject choice)
                continue;
            if (choice["delta"] is JsonObject delta && delta["content"] is JsonValue content && content.GetValueKind() is JsonValueKind.String && content.GetValue<string>() is { Length: > 0 } token)
                tokens.Add(token);
            if (choice["finish_reason"] is JsonValue reason && reason.GetValueKind() is JsonValueKind.String)
                finishReason = reason.GetValue<string>();
        }

        return ([.. tokens], finishReason);
    }

    private static string Chunk(JsonObject delta, string? reason = null) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion.chunk",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = reason }),
        ["obfuscation"] = "x7",
    }.ToJsonString();
}
