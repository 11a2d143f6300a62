using System.Globalization;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges who tells a source from the hops behind it. All times are in ms.</summary>
internal static class HopJudging
{
    private static readonly Misconception _later = new(
        "what comes later behind a hop is held there",
        "A longer way makes every event later by the same. Holding makes the gaps shorter.");

    private static readonly Misconception _allAtOnce = new(
        "what comes all at once was held",
        "A source that works on the whole answer sends it all at once, too.");

    private static readonly Misconception _nearest = new(
        "the hop nearest to the client is the one",
        "Behind a hop that holds, every place looks held: the first of them is the one.");

    public static async Task OrderAsync(Trial trial)
    {
        var answer = trial.Answer<Func<(int Sent, int Arrived)[], string>>();
        for (var i = 0; i < 3; i++)
        {
            // A short one, which is held without being late, and others.
            var sent = Times(trial, first: i == 0 ? 0 : trial.Random.Next(0, 900), count: i == 0 ? 8 : trial.Random.Next(8, 20), gap: 100);
            await ExpectAsync("a stream each of whose events is here before the next is sent is streamed", "streamed", sent, Travel(trial, sent, 1, 60));
            await ExpectAsync("one stall does not make lumps of a stream", "streamed", sent, Lumps(sent, i == 0 ? 2 : 3, onlyFirst: true));
            await ExpectAsync("what waits for the last event is held", "held", sent, [.. sent.Select(_ => sent[^1] + trial.Random.Next(0, 3))]);
            await ExpectAsync("what comes together, but not at the end, is in lumps", "in lumps", sent, Lumps(sent, 4, onlyFirst: false));
        }

        async Task ExpectAsync(string sentence, string expected, int[] sent, int[] arrived)
        {
            (int Sent, int Arrived)[] events = [.. sent.Zip(arrived)];
            var given = $"the events (sent, arrived): {string.Join(' ', events.Select(e => string.Create(CultureInfo.InvariantCulture, $"({e.Sent}, {e.Arrived})")))}";
            var answered = await trial.CallAsync(given, () => answer(events));
            if (answered.Length == 0)
                throw Trial.Unsolved("The answer is an empty text.");
            trial.Expect(sentence, expected, answered, given, "Compare when an event arrived with when another one was sent.");
        }
    }

    public static async Task HoldsAsync(Trial trial)
    {
        var answer = trial.Answer<Func<int[], int[], bool>>();
        for (var i = 0; i < 3; i++)
        {
            var source = Times(trial, first: trial.Random.Next(50, 3_000), count: trial.Random.Next(9, 20), gap: 80);
            var atOnce = Enumerable.Repeat(trial.Random.Next(500, 3_000), 12).ToArray();
            int[] held = [.. source.Select(_ => source[^1] + 2)], lumps = Lumps(source, 4, onlyFirst: false);
            if (i == 0 && !await AskAsync(source, held) && !await AskAsync(source, lumps))
                throw Trial.Unsolved("`HopHolds` said no of a hop that keeps all until the end, and of one that lets go of four events at a time.");
            await ExpectAsync("a hop that keeps all until the end holds", true, source, held);
            await ExpectAsync("a hop that lets go of some at a time holds", true, source, lumps);
            await ExpectAsync("a hop behind a source that thinks for long is innocent", false, source, Travel(trial, source, 1, 15), _later);
            await ExpectAsync("a hop on a long way is innocent", false, source, [.. source.Select(at => at + 400 + trial.Random.Next(0, 15))], _later);
            await ExpectAsync("a hop behind a source that sends all at once is innocent", false, atOnce, [.. atOnce.Select(at => at + 3)], _allAtOnce);
            await ExpectAsync("one stall does not make a hop guilty", false, source, Lumps(source, 3, onlyFirst: true));
        }

        async Task ExpectAsync(string sentence, bool expected, int[] source, int[] behind, Misconception? known = null)
        {
            trial.Expect(sentence, expected, await AskAsync(source, behind), Given(source, behind), "Compare the gaps between the events at the two places.",
                known is null ? [] : [(known, !expected)]);
        }

        Task<bool> AskAsync(int[] source, int[] behind) => trial.CallAsync(Given(source, behind), () => answer(source, behind));

        static string Given(int[] source, int[] behind) => $"at the source {InWords(source)}\nbehind the hop {InWords(behind)}";
    }

    public static async Task WhichAsync(Trial trial)
    {
        var answer = trial.Answer<Func<(string Name, int[] Arrivals)[], string>>();
        string[] names = ["model", "ingress", "gateway", "nginx", "cdn"];
        for (var i = 0; i < 4; i++)
        {
            var source = Times(trial, first: trial.Random.Next(50, 2_000), count: trial.Random.Next(9, 16), gap: 80);
            var atFault = trial.Random.Next(1, names.Length - 1);
            int[] held = [.. source.Select(_ => source[^1] + 2)];
            var lumps = Lumps(source, 4, onlyFirst: false);
            if (i == 0 && (await AskAsync([(names[0], source), (names[1], held)])).Length == 0 && (await AskAsync([(names[0], source), (names[1], lumps)])).Length == 0)
                throw Trial.Unsolved("`FirstAtFault` named nobody, neither where a hop keeps all until the end nor where it lets go of four events at a time.");
            await ExpectAsync("the first place that is held is named", names[atFault], index => index < atFault ? Later(source, index) : Later(held, index));
            await ExpectAsync("one that lets go in lumps is named, whatever comes behind it", names[atFault], index => index < atFault ? Later(source, index) : Later(index == atFault ? lumps : held, index));
            await ExpectAsync("none is named where nothing changes", "", index => Later(source, index * 30));
            await ExpectAsync("none is named where the source itself sends all at once", "", index => Later(held, index), _allAtOnce);
        }

        async Task ExpectAsync(string sentence, string expected, Func<int, int[]> arrivals, Misconception? ofTheFirst = null)
        {
            (string Name, int[] Arrivals)[] places = [.. names.Select((name, index) => (name, arrivals(index)))];
            trial.Expect(sentence, expected, await AskAsync(places), Given(places), "Compare each place with the one before it, from the source outwards.",
                ofTheFirst is null ? [(_nearest, names[^1])] : [(ofTheFirst, names[0])]);
        }

        Task<string> AskAsync((string Name, int[] Arrivals)[] places) => trial.CallAsync(Given(places), () => answer(places));

        static string Given((string Name, int[] Arrivals)[] places) => string.Join('\n', places.Select(place => $"{place.Name}: {InWords(place.Arrivals)}"));

        static int[] Later(int[] times, int milliseconds) => [.. times.Select(at => at + milliseconds)];
    }

    // With gaps that stray by a fifth.
    private static int[] Times(Trial trial, int first, int count, int gap)
    {
        var times = new int[count];
        for (var i = 0; i < count; i++)
            times[i] = i == 0 ? first : times[i - 1] + gap + trial.Random.Next(-gap / 5, (gap / 5) + 1);
        return times;
    }

    private static int[] Travel(Trial trial, int[] sent, int least, int most) => [.. sent.Select(at => at + trial.Random.Next(least, most + 1))];

    // What comes meanwhile waits for the last of its lump; the last lump is smaller, or none.
    private static int[] Lumps(int[] sent, int size, bool onlyFirst) =>
        [.. sent.Select((at, i) => onlyFirst && i >= size ? at + 1 : sent[Math.Min((i / size * size) + size, sent.Length) - 1] + 1)];

    private static string InWords(int[] arrivals) => string.Join(' ', arrivals.Select(at => at.ToString(CultureInfo.InvariantCulture)));
}
