using System.Text.Json;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>How the answer of a language model ended: a stream that flows may still bring half an answer.</summary>
internal static class ChatFindings
{
    public static IEnumerable<Finding> Of(Capture capture)
    {
        if (!ChatPieces.Is(capture) || capture.Events.IsEmpty)
            yield break;
        JsonElement[] pieces = [.. ChatPieces.Parsed(capture)];
        foreach (var reason in pieces.SelectMany(Reasons).Distinct())
        {
            if (reason is "length" or "max_output_tokens")
                yield return Catalogue.EndedByLength.Found($"The reason that the answer gives for its end is `{reason}`, after {Words.OfCount(capture.Events.Length, "event")}.");
            if (reason is "content_filter")
                yield return Catalogue.Filtered.Found($"The reason that the answer gives for its end is `content_filter`, after {Words.OfCount(capture.Events.Length, "event")}.");
        }

        if (pieces.Select(Error).FirstOrDefault(error => error is not null) is { } error)
            yield return Catalogue.ErrorInside.Found($"With status {Words.Of(capture.Status)} came an event that says: {VisibleBytes.Quoted(error)}.");
        // Whoever leaves, or is cut off, has not seen the end; that is another finding, or none.
        else if (capture.Ending is CaptureEnding.Ended && !IsComplete(capture))
            yield return Catalogue.NoDone.Found($"The body ended as bodies do, after {Words.OfCount(capture.Events.Length, "event")}; the last is {VisibleBytes.Quoted(VisibleBytes.Cut(capture.Events[^1].Event.Data))}.");
    }

    private static bool IsComplete(Capture capture) =>
        capture.Events.Any(e => e.Event.Type is "response.completed" or "response.incomplete" or "response.failed" || e.Event.Data.Trim() == "[DONE]");

    private static IEnumerable<string> Reasons(JsonElement piece)
    {
        if (piece.TryGetProperty("choices", out var choices) && choices.ValueKind is JsonValueKind.Array)
        {
            foreach (var reason in choices.EnumerateArray().Select(choice => ChatPieces.Text(choice, "finish_reason")).OfType<string>())
                yield return reason;
        }

        if (piece.TryGetProperty("response", out var response) && response.ValueKind is JsonValueKind.Object
            && response.TryGetProperty("incomplete_details", out var details) && ChatPieces.Text(details, "reason") is { } incomplete)
            yield return incomplete;
    }

    private static string? Error(JsonElement piece)
    {
        if (piece.TryGetProperty("error", out var error) && error.ValueKind is not JsonValueKind.Null)
            return ChatPieces.Text(error, "message") ?? error.GetRawText();
        return ChatPieces.Text(piece, "type") switch
        {
            "error" => ChatPieces.Text(piece, "message") ?? piece.GetRawText(),
            "response.failed" => piece.TryGetProperty("response", out var response) ? Error(response) ?? "response.failed" : "response.failed",
            _ => null,
        };
    }
}
