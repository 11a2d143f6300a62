using System.Text.Json;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges a server that speaks as a model does.</summary>
internal static class ChatServing
{
    private const int Tries = 3;

    // A model that thinks for 300 ms tells headers that came before from those that came with its first token.
    private static readonly TimeSpan _halfOfTheThinking = TimeSpan.FromMilliseconds(150);

    private static readonly Misconception _late = new(
        "the headers leave by themselves",
        "They leave with the first byte of the body, unless they are flushed. Until then a client does not know that it was heard, and a proxy may give up.");

    private static readonly Misconception _collected = new(
        "an event stream is a text with the right type",
        "What is written at the end arrives at the end. Each token is to be written when it is there.");

    private static readonly Misconception _byHand = new(
        "JSON can be glued together",
        "A quotation mark in the text ends the JSON too early. Let `System.Text.Json` write it.");

    public static async Task JudgeAsync(Trial trial)
    {
        var server = await trial.StartAsync(trial.Answer<string>());
        string[] words = [.. trial.Random.GetItems((string[])["stream", "überall", "token", "日本", "a", "nginx"], trial.Random.Next(4, 7)), $"{trial.Random.Next(1_000)}"];
        var capture = await AskAsync("");
        if (capture is { Status: 200, Body: [] })
            throw Trial.Unsolved("The server answers with an empty body.");
        trial.Show(Draw.Lanes(capture with { Name = "your server" }));
        var given = $"POST {ChatChunks.Path} with the question {AnswerWording.Of(string.Join(' ', words))}";
        trial.Require(capture.Status == 200 && capture.Failure is null, "the question is answered", "200, and a body that ends as it should", capture.Failure ?? $"{capture.Status}", given, LastLines());
        trial.Require(capture.Header("Content-Type")?.Split(';')[0] == EventStream.MediaType, "the answer is an event stream", $"Content-Type: {EventStream.MediaType}", $"Content-Type: {capture.Header("Content-Type") ?? "none"}", given);
        SpeaksTheFormat(trial, capture, string.Join(' ', words), given);
        await UntilAsync("each token leaves when it is made", "tokens one after the other", "all at once", _collected,
            one => one.Events.Where(IsToken).Select(arrived => arrived.Offset).Distinct().Count() > words.Length / 2);
        await UntilAsync("the headers are there while the model thinks", "headers at once, the first token 300 ms later", "headers and first token together", _late,
            one => FirstToken(one) - one.HeadersOffset > _halfOfTheThinking);
        words = [.. words, "\"quoted\"", "back\\slash"];
        SpeaksTheFormat(trial, await AskAsync(""), string.Join(' ', words), $"POST {ChatChunks.Path} with the question {AnswerWording.Of(string.Join(' ', words))}");
        var proxied = await server.Nginx.CaptureAsync(ChatChunks.Path, new() { Body = ChatChunks.Body(string.Join(' ', words)) });
        SpeaksTheFormat(trial, proxied, string.Join(' ', words), "the same question through nginx");

        Task<Capture> AskAsync(string more) => server.CaptureAsync(ChatChunks.Path + more, new() { Body = ChatChunks.Body(string.Join(' ', words)) });

        string LastLines() => server.Output is { Length: > 0 } output ? $"Your server wrote:\n{string.Join('\n', output.TrimEnd().Split('\n').TakeLast(6))}" : "Your server wrote nothing.";

        // A client that stands still for a moment sees together what came apart, but not three times.
        async Task UntilAsync(string sentence, string expected, string arrived, Misconception known, Func<Capture, bool> isSo)
        {
            var one = capture;
            for (var number = 1; number < Tries && !isSo(one); number++)
                one = await AskAsync("");
            trial.Require(isSo(one), sentence, expected, arrived, given, known: known);
        }
    }

    private static void SpeaksTheFormat(Trial trial, Capture capture, string question, string given)
    {
        string[] data = [.. capture.Events.Select(arrived => arrived.Event.Data)];
        trial.Require(data is [.., "[DONE]"], "the last event is `[DONE]`", "[DONE]", data.LastOrDefault() ?? "no event", given);
        try
        {
            var (tokens, finishReason) = ChatChunks.Read(data);
            trial.Expect("the tokens are the words of the question", question, string.Concat(tokens).Trim(), given, $"`choices[0].delta.content` holds the text of a token. The first event was {AnswerWording.Of(data[0])}.");
            trial.Require(tokens.Length >= question.Split(' ').Length, "each word is a token of its own", $"{question.Split(' ').Length} tokens", $"{tokens.Length}", given);
            trial.Require(finishReason == "stop", "it says why it ended", "finish_reason: stop", $"finish_reason: {finishReason ?? "none"}", given, "It stands beside `delta`, in an event behind the last token.");
        }
        catch (JsonException)
        {
            var broken = data.First(text => text != "[DONE]" && !IsJson(text));
            trial.Require(false, "the data of each event but the last is JSON", "JSON", broken, given, known: question.Contains('"', StringComparison.Ordinal) ? _byHand : null);
        }
    }

    // The role may come before, and takes the headers along: that is as good as a flush.
    private static TimeSpan FirstToken(Capture capture) => capture.Events.First(IsToken).Offset;

    private static bool IsToken(ArrivedEvent arrived) => ChatChunks.Read([arrived.Event.Data]).Tokens.Length > 0;

    private static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
