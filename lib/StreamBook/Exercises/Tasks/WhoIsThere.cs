namespace StreamBook.Exercises.Tasks;

/// <summary>Judges 12.4: who came into a room and who went, read from the lists of its backends.</summary>
internal static class WhoIsThere
{
    private static readonly Misconception _ghosts = new(
        "what is on a list is there",
        "The list of a backend that was killed stands there as it was. It is over when it has expired.");

    private static readonly Misconception _tabs = new(
        "a tab is a user",
        "One user is on the lists of two backends, with a tab on each, and came once.");

    private static readonly Misconception _farewell = new(
        "who goes says so",
        "Nobody takes a user off the list of a dead backend. Who is shown and on no list any more has gone.");

    public static async Task JudgeAsync(Trial trial)
    {
        var changes = trial.Answer<Func<(long Expires, string[] Users)[], long, string[], string[]>>();
        var now = trial.Random.NextInt64(1_700_000_000_000, 1_900_000_000_000);
        string[] names = ["ann", "ben", "cleo", "dan", "eva", "finn"];
        trial.Random.Shuffle(names);
        var (a, b, c) = (names[0], names[1], names[2]);

        await TellsAsync("who is on a list and was not shown has come", [Live(a, b)], [a], [$"+{b}"], "Which users of the lists are not among those that are shown?");
        await TellsAsync("who is shown and on no list has gone", [Live(a)], [a, b], [$"-{b}"], "Which users that are shown are on no list?", (_farewell, []));
        await TellsAsync("a user with two tabs comes once", [Live(a, b), Live(b, c)], [a], [$"+{b}", $"+{c}"], "The room is the union of the lists.", (_tabs, [$"+{b}", $"+{b}", $"+{c}"]));
        await TellsAsync("who closes one of two tabs stays", [Live(a), Live(b)], [a, b], [], "One list is enough to be there.");
        await TellsAsync("nobody is there by a list that has expired", [Expired(a, b), Live(c)], [a, b, c], [$"-{a}", $"-{b}"], "Compare the time of the list with now.", (_ghosts, []), (_farewell, []));
        await TellsAsync("who came back on another backend in time was never away", [Expired(a, b), Live(a, c)], [a, b, c], [$"-{b}"], "First put together who is there; then compare.", (_ghosts, []), (_farewell, []));
        await TellsAsync("where all lists have expired, all have gone", [Expired(a), Expired(b)], [a, b], [$"-{a}", $"-{b}"], "Then nobody is there.", (_ghosts, []));

        (long Expires, string[] Users) Live(params string[] users) => (now + trial.Random.Next(1, 60_000), users);
        (long Expires, string[] Users) Expired(params string[] users) => (now - trial.Random.Next(1, 60_000), users);

        async Task TellsAsync(string sentence, (long Expires, string[] Users)[] lists, string[] shown, string[] expected, string next, params (Misconception Known, string[] Arrives)[] known)
        {
            var given = $"Changes([{string.Join(", ", lists.Select(list => $"({(list.Expires > now ? "now + " : "now - ")}{Math.Abs(list.Expires - now)}, [{Quoted(list.Users)}])"))}], now, [{Quoted(shown)}])";
            var told = await trial.CallAsync(given, () => changes([.. lists], now, [.. shown])?.Order(StringComparer.Ordinal).ToArray()!);
            trial.Expect(sentence, [.. expected.Order(StringComparer.Ordinal)], told, given, next, [.. known.Select(one => (one.Known, one.Arrives.Order(StringComparer.Ordinal).ToArray()))]);
        }
    }

    private static string Quoted(string[] names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
