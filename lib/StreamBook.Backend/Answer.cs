using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamBook.Backend;

/// <summary>The answer of a language model that is none: always the same words, at the pace that the query asks for.</summary>
internal sealed record Answer
{
    // As models have it, the space before a word belongs to the word.
    private static readonly string[] _words = SplitBeforeSpaces(
        "A stream is an answer that begins before it is complete. Each of these words travels as an event of its own, "
        + "so you can read the first while the last is still to come.");

    private Answer()
    {
    }

    public required string Model { get; init; }

    public required bool IsStreamed { get; init; }

    /// <summary>Whether a chat completion is to end with an event that counts the tokens.</summary>
    public required bool IncludesUsage { get; init; }

    /// <summary>Whether there are to be fewer tokens than it has, and then an error.</summary>
    public bool Fails => ErrorAfter > 0 && ErrorAfter < Count;

    public required int Count { get; init; }

    private TimeSpan First { get; init; }

    private TimeSpan Interval { get; init; }

    private int ErrorAfter { get; init; }

    private int CutAfter { get; init; }

    public string Text => string.Concat(Enumerable.Range(0, Count).Select(Token));

    /// <summary>What the request asks for; null if it is no POST and was answered.</summary>
    public static async Task<Answer?> ReadAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            // RFC 9110, section 15.5.6: 405 names the methods that there are.
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Post;
            await context.Response.WriteAsync("A question is asked with POST.\n");
            return null;
        }

        var query = new Query(context);
        var body = Body(context);
        var answer = new Answer
        {
            Model = Member<string>(body, "model") ?? throw new BadRequestException("The body must name a model: { \"model\": \"…\", … }."),
            IsStreamed = Member<bool>(body, "stream"),
            IncludesUsage = body["stream_options"] is JsonObject options && Member<bool>(options, "include_usage"),
            Count = query.Whole("count", _words.Length, 100_000),
            First = TimeSpan.FromMilliseconds(query.Whole("first", 300, 600_000)),
            Interval = TimeSpan.FromMilliseconds(query.Whole("interval", 40, 600_000)),
            ErrorAfter = query.Whole("error", 0, 100_000),
            CutAfter = query.Whole("cut", 0, 100_000),
        };
        query.End();
        return answer;
    }

    /// <summary>The tokens, each when it is due, up to the error or the cut if there is one.</summary>
    /// <exception cref="BrokenOffException">The answer is cut here.</exception>
    public async IAsyncEnumerable<string> TokensAsync(StreamClock clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var index = 0; index < (Fails ? ErrorAfter : Count); index++)
        {
            await clock.WaitAsync(index == 0 ? First : Interval, cancellationToken);
            yield return Token(index);
            if (index + 1 == CutAfter)
                throw new BrokenOffException();
        }
    }

    private static string Token(int index) => index > 0 && index % _words.Length == 0 ? " " + _words[0] : _words[index % _words.Length];

    private static string[] SplitBeforeSpaces(string text) => [.. text.Split(' ').Select((word, index) => index == 0 ? word : " " + word)];

    private static JsonObject Body(HttpContext context)
    {
        try
        {
            return JsonNode.Parse(context.Request.Body) as JsonObject ?? throw new BadRequestException("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new BadRequestException($"The body must be a JSON object: {e.Message}");
        }
    }

    private static T? Member<T>(JsonObject json, string name) => json[name] switch
    {
        null => default,
        JsonValue value when value.TryGetValue<T>(out var member) => member,
        var other => throw new BadRequestException($"The body's \"{name}\" must be a {typeof(T).Name.ToLowerInvariant()}, not {other.ToJsonString()}."),
    };
}
