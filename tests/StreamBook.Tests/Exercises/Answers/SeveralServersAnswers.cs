using System.Collections.Immutable;

namespace StreamBook.Tests;

internal static class SeveralServersAnswers
{
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("12.1")
        {
            Right =
            [
                new("as the book", () => Later((one, other) => Key(one).CompareTo(Key(other)) > 0)),
                new("padded to one length", () => Later((one, other) => string.CompareOrdinal(Padded(one), Padded(other)) > 0)),
            ],
            Wrong =
            [
                new("never", () => Later((_, _) => false), "a later millisecond is later"),
                new("as texts", () => Later((one, other) => string.CompareOrdinal(one, other) > 0), "both parts are compared as numbers"),
                new("the milliseconds alone", () => Later((one, other) => Key(one).Ms > Key(other).Ms), "within a millisecond the second number counts"),
                new("each part for itself", () => Later((one, other) => Key(one).Ms > Key(other).Ms || Key(one).Number > Key(other).Number), "a later millisecond is later"),
                new("not earlier", () => Later((one, other) => Key(one).CompareTo(Key(other)) >= 0), "an ID is not later than itself"),
                new("with a sign", () => Later((one, other) => Signed(one).CompareTo(Signed(other)) > 0), "both parts have up to 64 bits, without a sign"),
            ],
        },
        new("12.2")
        {
            Right =
            [
                new("as the book", () => CatchUp((last, kept) => last == "" ? kept : Array.IndexOf(kept, last) is >= 0 and var at ? kept[(at + 1)..] : ["reset", .. kept])),
                new("by sequences", () => CatchUp((last, kept) => last.Length == 0 ? kept : kept.Contains(last) ? [.. kept.SkipWhile(id => id != last).Skip(1)] : [.. kept.Prepend("reset")])),
            ],
            Wrong =
            [
                new("left out", () => CatchUp((_, _) => null!), "Not solved yet"),
                new("all of it", () => CatchUp((_, kept) => kept), "a client whose ID is kept goes on behind it"),
                new("what is greater", () => CatchUp((last, kept) => [.. kept.Where(id => last == "" || Key(id).CompareTo(Key(last)) > 0)]), "mistake:   a greater ID is all that it takes"),
                new("with its own", () => CatchUp((last, kept) => [.. kept.SkipWhile(id => last != "" && id != last)]), "mistake:   the client's own ID is where to begin"),
                new("always anew", () => CatchUp((last, kept) => last == "" ? kept : ["reset", .. kept]), "mistake:   who comes back begins anew"),
                new("a new one is told too", () => CatchUp((last, kept) => Array.IndexOf(kept, last) is >= 0 and var at ? kept[(at + 1)..] : ["reset", .. kept]), "A new client says no ID."),
                new("the newest only", () => CatchUp((last, kept) => last == "" ? kept : kept.TakeLast(Array.IndexOf(kept, last) == kept.Length - 1 ? 0 : 1).ToArray()), "needs what stands behind it"),
                new("silent when all is gone", () => CatchUp((last, kept) => last == "" || kept.Length == 0 ? kept : Array.IndexOf(kept, last) is >= 0 and var at ? kept[(at + 1)..] : ["reset", .. kept]), "even if nothing is kept"),
            ],
        },
        new("12.3")
        {
            NeedsLab = true,
            Right =
            [
                new("as the book", () => "hash $arg_user consistent;"),
                new("of the whole query", () => "hash $args consistent;"),
            ],
            Wrong =
            [
                new("left out", () => "", "Not solved yet"),
                new("least connections", () => "least_conn;", "a user who comes again finds the same server"),
                new("by address", () => "ip_hash;", "mistake:   a user is an address"),
                new("a ring of addresses", () => "hash $remote_addr consistent;", "mistake:   a user is an address"),
                new("a plain hash", () => "hash $arg_user;", "mistake:   a hash is enough"),
                new("no such directive", () => "sticky_by $arg_user;", "unknown directive") { Outcome = CheckOutcome.ProgramBroke },
            ],
        },
        new("12.4")
        {
            Right =
            [
                new("as the book", () => Changes((lists, now, shown) => Told(Union(lists, now), shown))),
                new("user by user", () => Changes((lists, now, shown) => [.. lists.SelectMany(list => list.Users).Concat(shown).ToHashSet()
                    .Select(user => (User: user, IsThere: lists.Any(list => list.Expires > now && list.Users.Contains(user)), IsShown: shown.Contains(user)))
                    .Where(one => one.IsThere != one.IsShown).Select(one => (one.IsThere ? "+" : "-") + one.User)])),
            ],
            Wrong =
            [
                new("left out", () => Changes((_, _, _) => null!), "Not solved yet"),
                new("nobody", () => Changes((_, _, _) => []), "who is on a list and was not shown has come"),
                new("those who come", () => Changes((lists, now, shown) => [.. Union(lists, now).Except(shown).Select(user => $"+{user}")]), "mistake:   who goes says so"),
                new("each tab", () => Changes((lists, now, shown) => [.. lists.SelectMany(list => list.Users).Where(user => !shown.Contains(user)).Select(user => $"+{user}"), .. shown.Except(Union(lists, now)).Select(user => $"-{user}")]), "mistake:   a tab is a user"),
                new("all lists", () => Changes((lists, _, shown) => Told(Union(lists, long.MinValue), shown)), "mistake:   what is on a list is there"),
                new("whoever was on a list that expired", () => Changes((lists, now, shown) => [.. Told(Union(lists, long.MinValue), shown), .. lists.Where(list => list.Expires < now).SelectMany(list => list.Users).Select(user => $"-{user}")]), "who came back on another backend in time was never away"),
            ],
        },
    ];

    private static Func<string, string, bool> Later(Func<string, string, bool> isLater) => isLater;

    private static Func<string, string[], string[]> CatchUp(Func<string, string[], string[]> catchUp) => catchUp;

    private static Func<(long Expires, string[] Users)[], long, string[], string[]> Changes(Func<(long Expires, string[] Users)[], long, string[], string[]> changes) => changes;

    private static string[] Union((long Expires, string[] Users)[] lists, long now) => [.. lists.Where(list => list.Expires > now).SelectMany(list => list.Users).Distinct()];

    private static string[] Told(string[] there, string[] shown) => [.. there.Except(shown).Select(user => $"+{user}"), .. shown.Except(there).Select(user => $"-{user}")];

    private static (ulong Ms, ulong Number) Key(string id) => id.Split('-') is [var ms, var number] ? (ulong.Parse(ms), ulong.Parse(number)) : default;

    private static (long Ms, long Number) Signed(string id) => id.Split('-') is [var ms, var number] ? (long.Parse(ms), unchecked((long)ulong.Parse(number))) : default;

    private static string Padded(string id) => string.Concat(id.Split('-').Select(part => part.PadLeft(20, '0')));
}
