using System.Text;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges what a server writes, write by write: each event is to be with its reader before the next news happens.</summary>
internal static class NewsServing
{
    private static readonly Misconception _eachField = new(
        "a blank line belongs behind each field",
        "A blank line ends the block. The type then stands in a block of its own, without data: it is gone before the data comes.");

    private static readonly Misconception _before = new(
        "a blank line belongs before an event",
        "It dispatches what stands before it. Each event is then shown when the next one comes, and the last one never.");

    private static readonly Misconception _listed = new(
        "a stream is a list that is sent when it is complete",
        "Each event is to go out when it happens. What waits for the last news is no stream.");

    private static readonly ServerSentEvent[] _example = [new("headline", "a", ""), new("goal", "b", "")];

    public static async Task JudgeAsync(Trial trial)
    {
        var serve = trial.Answer<Func<IEnumerable<ServerSentEvent>, IEnumerable<string>>>();
        var asGiven = _example.SelectMany(news => (string[])[$"event: {news.Type}\n", $"data: {news.Data}\n"]);
        var writes = await trial.CallAsync("Serve(news)", () => serve(_example)?.ToList()!);
        trial.IsAsGiven = asGiven.SequenceEqual(writes);
        for (var count = 0; count < 10; count++)
        {
            ServerSentEvent[] news = [.. Enumerable.Range(1, trial.Random.Next(2, 6)).Select(n => new ServerSentEvent(trial.Random.GetItems((string[])["headline", "goal", "weather"], 1)[0], $"{n} of {trial.Random.Next(1_000)}", ""))];
            var given = $"Serve([{string.Join(", ", news.Select(one => $"{one.Type}: {one.Data}"))}])";
            var (text, seen) = await trial.CallAsync(given, () => Listen(serve, news));
            ServerSentEvent[] events = [.. EventStream.Decode(Encoding.UTF8.GetBytes(text))];
            trial.Expect("a client gets each of the news, with its type", news, [.. events.Select(one => one with { LastEventId = "" })], given,
                Words(text),
                (_eachField, [.. news.Select(one => one with { Type = "message" })]),
                (_before, news[..^1]));
            trial.Require(seen.Select((soFar, index) => soFar >= index).All(isThere => isThere), "each of the news is with the client before the next one happens",
                "1 event when the second of the news happens, 2 when the third does", string.Join(", ", seen.Skip(1).Select((soFar, index) => $"{soFar} when number {index + 2} happens")), given,
                known: seen.Length > 0 && seen.Max() == 0 ? _listed : null);
        }

        string Words(string text) => trial.IsAsGiven ? "Which line of the format says that an event is complete?" : $"What went out was {AnswerWording.Of(text)}.";
    }

    /// <summary>What the server wrote in all, and how many events a client had each time when the server asked for the next news.</summary>
    private static Tuple<string, int[]> Listen(Func<IEnumerable<ServerSentEvent>, IEnumerable<string>> serve, ServerSentEvent[] news)
    {
        var text = new StringBuilder();
        var seen = new List<int>();
        foreach (var write in serve(Happening()))
            text.Append(write);
        return new(text.ToString(), [.. seen]);

        IEnumerable<ServerSentEvent> Happening()
        {
            foreach (var one in news)
            {
                seen.Add(EventStream.Decode(Encoding.UTF8.GetBytes(text.ToString())).Length);
                yield return one;
            }
        }
    }
}
