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

    // What a model that calls a function says: the arguments, JSON in pieces.
    private static readonly string[] _arguments = ["{\"", "topic", "\":\"", "event", " streams", "\"}"];

    // A name that is there twice would be found out only when it is looked up, as a fault of ours.
    private static readonly JsonDocumentOptions _eachNameOnce = new() { AllowDuplicateProperties = false };

    private Answer()
    {
    }

    public required string Model { get; init; }

    public required bool IsStreamed { get; init; }

    /// <summary>Whether a chat completion is to end with an event that counts the tokens.</summary>
    public required bool IncludesUsage { get; init; }

    /// <summary>Whether the events of tokens are to be padded, so that their size does not tell their length.</summary>
    public required bool IsObfuscated { get; init; }

    /// <summary>Whether a response goes on without its client, which may come back.</summary>
    public required bool IsInBackground { get; init; }

    /// <summary>Why the answer ends: <c>stop</c>, <c>length</c>, <c>content_filter</c> or <c>tool_calls</c>.</summary>
    public required string Finish { get; init; }

    public bool CallsTool => Finish == "tool_calls";

    /// <summary>Whether there are to be fewer tokens than it has, and then an error.</summary>
    public bool Fails => ErrorAfter > 0 && ErrorAfter < Count;

    public required int Count { get; init; }

    private TimeSpan First { get; init; }

    private TimeSpan Interval { get; init; }

    private int Block { get; init; }

    private int ErrorAfter { get; init; }

    /// <summary>After how many tokens the connection breaks; 0 for never.</summary>
    public int CutAfter { get; private init; }

    private string[] Words => WordsOf(Finish);

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
        var options = body["stream_options"] as JsonObject ?? [];
        var finish = query.Choice("finish", "stop", "stop", "length", "content_filter", "tool_calls");
        var answer = new Answer
        {
            Model = Member<string>(body, "model") ?? throw new BadRequestException("The body must name a model: { \"model\": \"…\", … }."),
            IsStreamed = Member<bool>(body, "stream"),
            IncludesUsage = Member<bool>(options, "include_usage"),
            IsObfuscated = options["include_obfuscation"] is null || Member<bool>(options, "include_obfuscation"),
            IsInBackground = Member<bool>(body, "background"),
            Finish = finish,
            Count = query.Whole("count", WordsOf(finish).Length, 100_000),
            First = TimeSpan.FromMilliseconds(query.Whole("first", 300, 600_000)),
            Interval = TimeSpan.FromMilliseconds(query.Whole("interval", 40, 600_000)),
            Block = query.Whole("block", 1, 1_000, minimum: 1),
            ErrorAfter = query.Whole("error", 0, 100_000),
            CutAfter = query.Whole("cut", 0, 100_000),
        };
        query.End();
        return answer;
    }

    /// <summary>The tokens, each when it is due and with that time, up to the error or the cut if there is one. Those of a block are due together, with the last of them.</summary>
    /// <exception cref="BrokenOffException">The answer is cut here. One in the background is not: only its connection breaks.</exception>
    public async IAsyncEnumerable<(string Text, TimeSpan Sent)> TokensAsync(StreamClock clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = Fails ? ErrorAfter : Count;
        var due = clock.Now;
        for (var index = 0; index < count; index++)
        {
            if (index % Block == 0)
            {
                for (var made = index; made < Math.Min(index + Block, count); made++)
                    await clock.WaitAsync(made == 0 ? First : Interval, cancellationToken);
                due = clock.Now;
            }

            yield return (Token(index), due);
            if (index + 1 == CutAfter && !IsInBackground)
                throw new BrokenOffException();
        }
    }

    private static string[] WordsOf(string finish) => finish == "tool_calls" ? _arguments : _words;

    private string Token(int index) => index > 0 && index % Words.Length == 0 ? " " + Words[0] : Words[index % Words.Length];

    private static string[] SplitBeforeSpaces(string text) => [.. text.Split(' ').Select((word, index) => index == 0 ? word : " " + word)];

    private static JsonObject Body(HttpContext context)
    {
        try
        {
            return JsonNode.Parse(context.Request.Body, documentOptions: _eachNameOnce) as JsonObject ?? throw new BadRequestException("The body must be a JSON object.");
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
