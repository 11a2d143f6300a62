using System.Collections.Immutable;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 12: more than one server.</summary>
internal static class SeveralServersTasks
{
    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "12.1",
            Title = "Which entry is the later one",
            Section = "A stream that remembers",
            Hints =
            [
                "An ID has two parts with a hyphen between: milliseconds, and a number that counts within the millisecond. Take it apart.",
                "Both are numbers, and texts of digits do not sort as numbers do: is `\"9\"` before `\"10\"`?",
                "First the milliseconds decide; only where they are equal, the second number. Both are unsigned and have up to 64 bits: `ulong.Parse`.",
                "`(ulong, ulong) Key(string id)` from `id.Split('-')`, and then `Key(one).CompareTo(Key(other)) > 0`.",
            ],
            Judge = StreamCatchingUp.JudgeOrderAsync,
        },
        new()
        {
            Id = "12.2",
            Title = "What a client gets that comes back",
            Section = "Too late",
            Hints =
            [
                "Three clients: one that is new and says no ID, one whose ID is still kept, and one whose ID is gone. What does each of them not know?",
                "The second has its own ID already: it gets what stands behind it. The third cannot know what was trimmed away: nor can you.",
                "`Array.IndexOf(kept, last)` tells the cases apart. Where it is -1, and the client is not new, `\"reset\"` comes first, also when nothing is kept at all.",
                "`last == \"\"` ? all of `kept` : the index is there ? `kept[(index + 1)..]` : `[\"reset\", .. kept]`.",
            ],
            Judge = StreamCatchingUp.JudgeCatchUpAsync,
        },
        new()
        {
            Id = "12.3",
            Title = "Users who stay where they are",
            Section = "Sticky or not",
            Limit = TimeSpan.FromSeconds(120),
            Hints =
            [
                "What nginx hands out in turn, it hands out to whoever comes. Which directive of an upstream group chooses by something that is the user's own?",
                "Many users can have one address, behind a company's proxy, say. The address says `user=…`: nginx has that as `$arg_user`.",
                "`hash $arg_user;` finds the same server again. But it counts the servers: with one less, others are found.",
                "`hash $arg_user consistent;`: a server that goes takes only its own users along.",
            ],
            Judge = StickyUsers.JudgeAsync,
        },
        new()
        {
            Id = "12.4",
            Title = "Who came and who went",
            Section = "Who is there",
            Hints =
            [
                "Two questions: who is there now, and what is different from what is shown? Answer the first one completely before the second.",
                "Who is there: not every list counts, and one user may be on two of them.",
                "Of the lists with `Expires` greater than `now` take all users, each once. Then: who is there and not shown, and who is shown and not there. `Except` finds both.",
                "`lists.Where(list => list.Expires > now).SelectMany(list => list.Users).Distinct()` are those who are there; `\"+\"` before those of them that are not shown, `\"-\"` before those shown that are not there.",
            ],
            Judge = WhoIsThere.JudgeAsync,
        },
    ];
}
