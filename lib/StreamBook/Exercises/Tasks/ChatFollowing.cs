using System.Text.Json;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges clients of a model: one that leaves, and one that comes back.</summary>
internal static class ChatFollowing
{
    private const string InBackground = """{"model":"any","stream":true,"background":true,"input":"?"}""";

    private static readonly Misconception _leaving = new(
        "a client that stops reading has stopped the model",
        "Over HTTP/1.1 .NET reads on behind your back when a response is left, up to `ResponseDrainTimeout`, which is 2 s. The model works until then.");

    private static readonly Misconception _askAgain = new(
        "an answer that was cut is asked for again",
        "A second POST starts a second answer, which is paid for as well. The first goes on: a GET with its ID follows it.");

    private static readonly Misconception _next = new(
        "`starting_after` names the event that is wanted next",
        "It names the last one that you have: the stream goes on behind it.");

    private static readonly Misconception _before = new(
        "what was sent last was not received",
        "Whatever you have read, you have. With the number before it the last piece comes twice.");

    private static readonly Misconception _fromTheStart = new(
        "the stream goes on by itself where it broke",
        "The server does not know what you have. Without `starting_after` it begins at the first event.");

    public static async Task JudgeLeaverAsync(Trial trial)
    {
        var firstWords = trial.Answer<Func<Uri, int, Task<string>>>();
        var backend = (await trial.LabAsync()).Backend;
        foreach (var count in (int[])[trial.Random.Next(2, 4), trial.Random.Next(4, 7)])
        {
            var all = count + trial.Random.Next(8, 12);
            var words = ChatChunks.Read((await backend.CaptureAsync($"{ChatChunks.Path}?count={count}&first=0&interval=0", new() { Body = ChatChunks.Body() })).Events.Select(arrived => arrived.Event.Data)).Tokens;
            var target = $"{ChatChunks.Path}?count={all}&interval=100&first={trial.Random.Next(1, 100)}";
            var given = $"FirstWords(\"{target}\", {count})";
            var text = await trial.CallAsync(given, () => firstWords(new(backend.Url, target), count));
            trial.Expect("the first tokens are returned, and no more", string.Concat(words), text, given, "Count tokens, not events: the first event has the role and no text.");
            var ended = await backend.WhenEndedAsync(target);
            trial.Require(ended.Ending is RequestEnding.AbortedByPeer, "the model stops as soon as nobody reads", $"the backend sees that its client has left, before it has made all {all} tokens",
                $"{(ended.Ending is RequestEnding.Completed ? $"completed: all {all} tokens were made, {Wording.Words.OfDuration(TimeSpan.FromMilliseconds(ended.EndedMs!.Value - ended.BeganMs))} after the question" : $"{ended.Ending}")}", given,
                known: ended.Ending is RequestEnding.Completed ? _leaving : null);
        }
    }

    public static async Task JudgeReturnerAsync(Trial trial)
    {
        var follow = trial.Answer<Func<Uri, Task<string>>>();
        var backend = (await trial.LabAsync()).Backend;
        for (var number = 0; number < 3; number++)
        {
            var count = trial.Random.Next(15, 30);
            // Not at its very beginning: an answer without any text would have no number to come back with.
            var cut = trial.Random.Next(2, count - 2);
            var target = $"/v1/responses?count={count}&first={trial.Random.Next(100)}&interval=10&cut={cut}";
            string[] tokens = [.. (await backend.CaptureAsync($"/v1/responses?count={count}&first=0&interval=0", new() { Body = InBackground })).Events
                .Where(arrived => arrived.Event.Type == "response.output_text.delta").Select(arrived => JsonElement.Parse(arrived.Event.Data).GetProperty("delta").GetString()!)];
            var earlier = (await backend.GetLogAsync())[^1].Id;
            var given = $"Follow(\"{target}\"), whose connection breaks after {cut} tokens";
            var text = await trial.CallAsync(given, () => follow(new(backend.Url, target)));
            var posts = (await backend.GetLogAsync()).Count(request => request.Id > earlier && request.Method == "POST" && request.Target == target);
            trial.Require(posts <= 1, "the question is asked once", "one POST", $"{posts} POSTs", given, known: _askAgain);
            trial.Expect("the whole answer is there, each piece once", string.Concat(tokens), text, given, "Each event has a `sequence_number`. Which is the last that you have?",
                (_next, string.Concat(tokens[..cut].Concat(tokens[(cut + 1)..]))),
                (_before, string.Concat(tokens[..cut].Concat(tokens[(cut - 1)..]))),
                (_fromTheStart, string.Concat(tokens[..cut].Concat(tokens))));
        }
    }
}
