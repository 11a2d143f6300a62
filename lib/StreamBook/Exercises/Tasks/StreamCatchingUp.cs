using System.Globalization;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges 12.1 and 12.2: the order of a Redis Stream's IDs, and what a client is sent that comes back.</summary>
internal static class StreamCatchingUp
{
    private static readonly Misconception _silent = new(
        "a greater ID is all that it takes",
        "What stands behind the client's ID was sent, and that entries before it are gone was not said. The client believes that it has everything.");

    private static readonly Misconception _again = new(
        "the client's own ID is where to begin",
        "It is the last event that the client *has*. What it needs begins behind it.");

    private static readonly Misconception _alwaysReset = new(
        "who comes back begins anew",
        "The client's ID is still kept, so nothing is lost, and it can simply go on. A reset makes it load everything again, at each break of its connection.");

    public static async Task JudgeOrderAsync(Trial trial)
    {
        var isLater = trial.Answer<Func<string, string, bool>>();
        var (ms, n) = (trial.Random.NextInt64(1_700_000_000_000, 1_900_000_000_000), trial.Random.Next(2, 9));
        await AsksAsync("a later millisecond is later", $"{ms + 1}-0", $"{ms}-{n}", "The milliseconds decide, whatever comes behind the hyphen.");
        await AsksAsync("within a millisecond the second number counts", $"{ms}-{n}", $"{ms}-{n - 1}", "Where the milliseconds are equal, look at the number behind the hyphen.");
        await AsksAsync("both parts are compared as numbers", $"{ms}-{10 * n}", $"{ms}-{n + 1}", "Texts of digits do not sort as numbers do: \"10\" stands before \"9\".");
        await AsksAsync("both parts are compared as numbers", $"{ms * 10}-0", $"{ms * 9}-{n}", "The first part may have another number of digits.");
        await AsksAsync("both parts have up to 64 bits, without a sign", $"{ms}-{ulong.MaxValue}", $"{ms}-{long.MaxValue}", "An ID is two unsigned numbers of 64 bits: `ulong`.");
        var same = $"{ms}-{n}";
        trial.Expect("an ID is not later than itself", false, await trial.CallAsync($"IsLater(\"{same}\", \"{same}\")", () => isLater(same, same)), $"\"{same}\" twice", "An event that a client has already must not come twice.");

        async Task AsksAsync(string sentence, string later, string earlier, string next)
        {
            foreach (var (one, other) in new[] { (later, earlier), (earlier, later) })
                trial.Expect(sentence, one == later, await trial.CallAsync($"IsLater(\"{one}\", \"{other}\")", () => isLater(one, other)), $"IsLater(\"{one}\", \"{other}\")", next);
        }
    }

    public static async Task JudgeCatchUpAsync(Trial trial)
    {
        var catchUp = trial.Answer<Func<string, string[], string[]>>();
        var first = trial.Random.NextInt64(1_700_000_000_000, 1_900_000_000_000);
        string[] kept = [.. Enumerable.Range(0, trial.Random.Next(4, 8)).Select(number => string.Create(CultureInfo.InvariantCulture, $"{first + (1_000 * number)}-{number % 2}"))];
        var place = trial.Random.Next(1, kept.Length - 1);
        var gone = $"{first - 5_000}-0";

        const string behind = "Is the client's ID among those that are kept? Then it needs what stands behind it, and nothing else.";
        const string missed = "A new client says no ID. There is nothing that it had and lost.";
        await SendsAsync("a new client gets what is kept", "", kept, kept, missed);
        await SendsAsync("a client whose ID is kept goes on behind it", kept[place], kept, kept[(place + 1)..], behind, (_again, kept[place..]), (_alwaysReset, ["reset", .. kept]), (_alwaysReset, ["reset", .. kept[(place + 1)..]]));
        await SendsAsync("a client that has the first one goes on behind it", kept[0], kept, kept[1..], behind, (_again, kept));
        await SendsAsync("a client that has everything gets nothing", kept[^1], kept, [], "What stands behind the last one?", (_again, kept[^1..]));
        await SendsAsync("a client whose ID is gone is told so first, and gets what is kept", gone, kept, ["reset", .. kept], "Where the client's ID is not kept, entries behind it may be gone too. It has to hear of that before anything else.", (_silent, kept));
        await SendsAsync("a client whose ID is gone is told so, even if nothing is kept", gone, [], ["reset"], "An empty answer looks to the client as if nothing had happened.", (_silent, []));
        await SendsAsync("a new client of an empty stream gets nothing", "", [], [], missed);

        async Task SendsAsync(string sentence, string last, string[] entries, string[] expected, string next, params (Misconception Known, string[] Arrives)[] known)
        {
            var given = $"CatchUp(\"{last}\", [{string.Join(", ", entries.Select(entry => $"\"{entry}\""))}])";
            var sent = await trial.CallAsync(given, () => catchUp(last, [.. entries]));
            trial.Expect(sentence, expected, sent, given, next, known);
        }
    }
}
