using System.Text.Json;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges what reads the answer of a model, and what measures its pace.</summary>
internal static class ChatReading
{
    private static readonly Misconception _done = new(
        "`[DONE]` says that the answer is complete",
        "It says that no more events come. Why the answer ended stands in `finish_reason`, in the event before.");

    private static readonly Misconception _end = new(
        "a stream that ends is complete",
        "An error in the middle and a cut end a stream as well. Only a `finish_reason` says that the model came to an end.");

    private static readonly Misconception _joined = new(
        "a space belongs between two tokens",
        "A token brings its own space, or none. Join them with nothing in between.");

    private static readonly Misconception _firstEvent = new(
        "the first event is the first token",
        "The first event brings the role and no text. A reader still sees nothing.");

    private static readonly Misconception _fromRequest = new(
        "the pace counts from the request",
        "The time to first token is one figure, the pace after it another. A slow start would make a quick model look slow.");

    private static readonly Misconception _allEvents = new(
        "every event is a token",
        "The role, the end, the usage and `[DONE]` are events too, and no tokens.");

    private static readonly Misconception _waitIsGap = new(
        "the wait for the first token is a gap",
        "A gap lies between two tokens. The time before the first has its own figure.");

    public static async Task JudgeReaderAsync(Trial trial)
    {
        var read = trial.Answer<Func<string[], (string, int?, string)>>();
        await EndsAsync("a complete answer is put together", "stop", usage: false);
        await EndsAsync("the usage is found where there is one", "stop", usage: true);
        foreach (var reason in (string[])["length", "content_filter", "tool_calls"])
            await EndsAsync("the reason why it ended is told", reason, usage: false);
        await EndsAsync("an error in the middle is told", "error", usage: false);
        await EndsAsync("a cut is told", "cut", usage: false);
        for (var count = 0; count < 20; count++)
            await EndsAsync("this is so of any answer", trial.Random.GetItems((string[])["stop", "length", "content_filter", "tool_calls", "error", "cut"], 1)[0], trial.Random.Next(2) == 0);

        async Task EndsAsync(string sentence, string ending, bool usage)
        {
            var tokens = ending == "tool_calls" ? [] : ChatChunks.Tokens(trial.Random, trial.Random.Next(2, 7));
            usage &= ending is not ("error" or "cut");
            string[] data =
            [
                ChatChunks.Role(),
                .. tokens.Select(ChatChunks.Token),
                .. ending == "tool_calls" ? [ChatChunks.Call("{\"a\":"), ChatChunks.Call("1}")] : Array.Empty<string>(),
                .. ending switch { "error" => [ChatChunks.Error()], "cut" => [], _ => (string[])[ChatChunks.End(ending), .. usage ? [ChatChunks.Usage(tokens.Length)] : Array.Empty<string>(), "[DONE]"] },
            ];
            var given = $"Read(data) of these events:\n{string.Join('\n', data)}";
            var (text, count, ended) = await trial.CallAsync(given, () => read([.. data]));
            if (text is null)
                throw Trial.Unsolved("`Read(data)` returned no text.");
            trial.Expect($"{sentence}: the text", string.Concat(tokens), text, given, "What does `delta` hold in each of them?",
                (_joined, string.Join(' ', tokens)), (_joined, string.Join(' ', tokens.Prepend(""))));
            trial.Expect($"{sentence}: how many tokens were paid for", usage ? tokens.Length : null, count, given, "The event with `usage` has no choice. Where there is none, nothing is known.");
            trial.Expect($"{sentence}: how it ended", ending, ended, given, null, (data[^1] == "[DONE]" ? _done : _end, "stop"));
        }
    }

    public static async Task JudgeMeterAsync(Trial trial)
    {
        var measure = trial.Answer<Func<Capture, (TimeSpan, double, TimeSpan)>>();
        for (var number = 0; number < 20; number++)
        {
            var (capture, tokens) = Made(trial.Random, number % 2 == 1);
            var given = $"Measure(capture) with events at\n{string.Join('\n', capture.Events.Select(arrived => $"{arrived.Offset.TotalMilliseconds:0} ms: {Short(arrived.Event.Data)}"))}";
            var (first, perSecond, longest) = await trial.CallAsync(given, () => measure(capture));
            if ((first, perSecond, longest) == default)
                throw Trial.Unsolved("`Measure(capture)` returned zeros.");
            var gaps = tokens.Zip(tokens.Skip(1), (one, next) => next - one).ToArray();
            trial.Expect("the time to first token is that of the first text", tokens[0], first, given, null, (_firstEvent, capture.Events[0].Offset));
            var span = tokens[^1] - tokens[0];
            trial.Expect("the pace is the tokens after the first, in the time from the first to the last", Rounded(gaps.Length / span.TotalSeconds), Rounded(perSecond), given, null,
                (_fromRequest, Rounded(tokens.Length / tokens[^1].TotalSeconds)), (_fromRequest, Rounded(gaps.Length / tokens[^1].TotalSeconds)),
                (_allEvents, Rounded(capture.Events.Length / capture.EndOffset.TotalSeconds)), (_allEvents, Rounded((capture.Events.Length - 1) / (capture.Events[^1].Offset - capture.Events[0].Offset).TotalSeconds)));
            trial.Expect("the longest gap is between two tokens", gaps.Max(), longest, given, null,
                (_waitIsGap, gaps.Append(tokens[0]).Max()), (_allEvents, capture.Gaps.Max()));
        }
    }

    // What a learner rounds by half a thousandth is right.
    private static double Rounded(double value) => Math.Round(value, 2);

    /// <summary>What is not the same in all of them: a chunk's choices and its usage.</summary>
    private static string Short(string data) =>
        data == "[DONE]" ? data : $"… {string.Join(", ", JsonElement.Parse(data).EnumerateObject().Where(member => member.Name is "choices" or "usage").Select(member => $"\"{member.Name}\": {member.Value.GetRawText()}"))}";

    /// <summary>A capture in which the longest gap between two events is not always that between two tokens.</summary>
    private static (Capture Capture, TimeSpan[] Tokens) Made(Random random, bool usage)
    {
        var (time, offsets, events) = (0, new List<TimeSpan>(), new List<ArrivedEvent>());
        Add(ChatChunks.Role(), random.Next(50, 150));
        foreach (var (index, token) in ChatChunks.Tokens(random, random.Next(3, 9)).Index())
        {
            Add(ChatChunks.Token(token), index == 0 ? random.Next(200, 900) : random.Next(10, 90));
            offsets.Add(TimeSpan.FromMilliseconds(time));
        }

        Add(ChatChunks.End("stop"), random.Next(100, 200));
        if (usage)
            Add(ChatChunks.Usage(offsets.Count), random.Next(5, 20));
        Add("[DONE]", random.Next(0, 5));
        return (new() { Name = "an answer", Uri = new("http://127.0.0.1/v1/chat/completions"), Status = 200, Events = [.. events], EndOffset = TimeSpan.FromMilliseconds(time + 3) }, [.. offsets]);

        void Add(string data, int after)
        {
            time += after;
            events.Add(new(TimeSpan.FromMilliseconds(time), null, new("message", data, "")));
        }
    }
}
