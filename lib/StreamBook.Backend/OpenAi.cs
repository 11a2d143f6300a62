using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamBook.Timing;

namespace StreamBook.Backend;

/// <summary>
/// What both endpoints that answer as OpenAI's API does have in common (https://platform.openai.com/docs/api-reference).
/// Each event's data has one member more, <c>sent</c>: clients ignore members that they do not know.
/// </summary>
internal static class OpenAi
{
    public const string FailureMessage = "The server had an error while it answered.";

    /// <summary>When every answer was created, in seconds since 1970: the same each time, so that two can be compared.</summary>
    public const long Created = 1_764_000_000;

    // The API's padding makes a token's text and its padding a multiple of this, as far as recorded streams show.
    private const int PaddedTo = 16;

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Error(string message = FailureMessage, string type = "server_error") =>
        new() { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = null };

    // The model does not read the question.
    public static JsonObject Usage(Answer answer, string ofQuestion, string ofAnswer) =>
        new() { [ofQuestion] = 0, [ofAnswer] = answer.Count, ["total_tokens"] = answer.Count };

    /// <summary>The member <c>obfuscation</c> for an event that carries so many characters.</summary>
    public static string Padding(int length)
    {
        Span<byte> random = stackalloc byte[PaddedTo];
        RandomNumberGenerator.Fill(random);
        return Base64Url.EncodeToString(random)[..(PaddedTo - (length % PaddedTo))];
    }

    /// <summary>The answer in one piece, when its last token is there.</summary>
    public static async Task WriteWholeAsync(HttpContext context, Answer answer, JsonObject json)
    {
        var clock = new StreamClock();
        await foreach (var _ in answer.TokensAsync(clock, context.RequestAborted))
        {
        }

        context.Response.StatusCode = answer.Fails ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        await WriteJsonAsync(context, answer.Fails ? new JsonObject { ["error"] = Error() } : json);
    }

    public static Task WriteJsonAsync(HttpContext context, JsonObject json) => context.Response.WriteAsJsonAsync(json, _json);

    /// <summary>Sends an event with its time of sending, which is now unless told.</summary>
    public static Task WriteAsync(EventStreamResponse stream, JsonObject data, string? type = null, TimeSpan? sent = null)
    {
        data[BackendWire.Sent] = Math.Round((sent ?? stream.Clock.Now).TotalMilliseconds, 3);
        return stream.WriteAsync(data.ToJsonString(_json), type, null);
    }
}
