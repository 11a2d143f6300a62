using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace StreamBook.Backend;

/// <summary>The events of one response, each with its type and the next sequence number.</summary>
internal sealed class ResponseEvents(Answer answer, string id = "resp_57ea3b000000000000000000000000000000000000000001")
{
    public const string Delta = "response.output_text.delta";

    private const string ItemId = "msg_57ea3b000000000000000000000000000000000000000001";

    private int _sequenceNumber;

    /// <summary>What the response ends as, which its last event says: <c>response.completed</c>, <c>response.incomplete</c> or <c>response.failed</c>.</summary>
    public string LastStatus => answer.Fails ? "failed" : answer.Finish == "stop" ? "completed" : "incomplete";

    /// <summary>The events as they happen; those of tokens have the time they are due, which those of a block share.</summary>
    public async IAsyncEnumerable<(JsonObject Data, TimeSpan? Sent)> ReadAsync(StreamClock clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Event("response.created", new() { ["response"] = Response("in_progress") });
        yield return Event("response.in_progress", new() { ["response"] = Response("in_progress") });
        yield return Event("response.output_item.added", new() { ["output_index"] = 0, ["item"] = Item("in_progress") });
        yield return PartEvent("response.content_part.added", new() { ["part"] = Part("") });
        await foreach (var (token, sent) in answer.TokensAsync(clock, cancellationToken))
        {
            var data = new JsonObject { ["delta"] = token, ["logprobs"] = new JsonArray() };
            if (answer.IsObfuscated)
                data["obfuscation"] = OpenAi.Padding(token.Length);
            yield return PartEvent(Delta, data) with { Sent = sent };
        }

        if (answer.Fails)
        {
            yield return Event("error", new() { ["code"] = "server_error", ["message"] = OpenAi.FailureMessage, ["param"] = null });
        }
        else
        {
            yield return PartEvent("response.output_text.done", new() { ["text"] = answer.Text, ["logprobs"] = new JsonArray() });
            yield return PartEvent("response.content_part.done", new() { ["part"] = Part(answer.Text) });
            yield return Event("response.output_item.done", new() { ["output_index"] = 0, ["item"] = Item(LastStatus) });
        }

        yield return Event("response." + LastStatus, new() { ["response"] = Response(LastStatus) });
    }

    /// <summary>The response as a whole.</summary>
    public JsonObject Response(string status) => new()
    {
        ["id"] = id,
        ["object"] = "response",
        ["created_at"] = OpenAi.Created,
        ["status"] = status,
        ["background"] = answer.IsInBackground,
        ["error"] = status == "failed" ? new JsonObject { ["code"] = "server_error", ["message"] = OpenAi.FailureMessage } : null,
        ["incomplete_details"] = status == "incomplete" ? new JsonObject { ["reason"] = answer.Finish == "length" ? "max_output_tokens" : answer.Finish } : null,
        ["model"] = answer.Model,
        ["output"] = status is "completed" or "incomplete" ? new JsonArray(Item(status)) : [],
        ["usage"] = status is "completed" or "incomplete" ? OpenAi.Usage(answer, "input_tokens", "output_tokens") : null,
    };

    private (JsonObject Data, TimeSpan? Sent) PartEvent(string type, JsonObject data)
    {
        data.Insert(0, "item_id", ItemId);
        data.Insert(1, "output_index", 0);
        data.Insert(2, "content_index", 0);
        return Event(type, data);
    }

    private (JsonObject Data, TimeSpan? Sent) Event(string type, JsonObject data)
    {
        data.Insert(0, "type", type);
        data.Insert(1, "sequence_number", _sequenceNumber++);
        return (data, null);
    }

    private JsonObject Item(string status) => new()
    {
        ["id"] = ItemId,
        ["type"] = "message",
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = status == "in_progress" ? [] : new JsonArray(Part(answer.Text)),
    };

    private static JsonObject Part(string text) =>
        new() { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(), ["text"] = text };
}
