using System.Text.Json;

namespace StreamBook.Diagnoses;

/// <summary>
/// The stream of a language model's API, recognised by its data: chat completions, whose every event is a
/// <c>chat.completion.chunk</c>, and the Responses API, whose types begin with <c>response.</c>.
/// </summary>
internal static class ChatPieces
{
    private const int MostEventCount = 10_000;

    /// <summary>Whether it is one.</summary>
    public static bool Is(Capture capture) => capture.IsAnswerOfModel || IsRecognised(capture);

    /// <summary>How many events carry a piece of the answer.</summary>
    public static int Count(Capture capture) =>
        IsRecognised(capture) ? capture.Events.Take(MostEventCount).Count(e => e.Event.Data.Contains("\"delta\"", StringComparison.Ordinal))
        : capture.IsAnswerOfModel ? Parsed(capture).Count()
        : 0;

    /// <summary>The events as JSON, in order; those that are none are left out.</summary>
    public static IEnumerable<JsonElement> Parsed(Capture capture) => capture.Events.Take(MostEventCount).Select(e => Parse(e.Event.Data)).OfType<JsonElement>();

    /// <summary>A member that is a text; null if it is not there.</summary>
    public static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static bool IsRecognised(Capture capture) => capture.Events.Take(3).Any(e => Kind(e) is not null);

    private static string? Kind(ArrivedEvent arrived) =>
        arrived.Event.Type.StartsWith("response.", StringComparison.Ordinal) ? arrived.Event.Type
        : Parse(arrived.Event.Data) is { } json && Text(json, "object") is "chat.completion.chunk" ? "chat.completion.chunk" : null;

    private static JsonElement? Parse(string data)
    {
        if (!data.StartsWith('{'))
            return null;
        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
