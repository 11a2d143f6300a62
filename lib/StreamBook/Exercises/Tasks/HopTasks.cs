using System.Collections.Immutable;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 10: find the hop.</summary>
internal static class HopTasks
{
    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "10.1",
            Title = "Held, in lumps or streamed",
            Section = "A source that says when it sent",
            Hints =
            [
                "No number of milliseconds decides it. Which two moments do you compare for the first event, and which for each of the others?",
                "Held: the first event arrived only after the last was sent. Late: an event that arrived only after the next one was sent.",
                "Ask for held first. Then count the late ones among those that have a next one: more than half of them make lumps.",
                "`events[0].Arrived >= events[^1].Sent` is held. `events.Zip(events.Skip(1))` gives each event with its next one; late is `pair.First.Arrived >= pair.Second.Sent`.",
            ],
            Judge = HopJudging.OrderAsync,
        },
        new()
        {
            Id = "10.2",
            Title = "Was it this hop?",
            Section = "Ask the source too",
            Hints =
            [
                "A long way delays every event by the same. A hop that holds delays the first ones most, and the last not at all. What does that do to the gaps?",
                "A hop cannot pass on what it does not have: compare the gaps between the events at the two places, not the moments at which they came.",
                "One gap strays. The one in the middle, when they are sorted, does not: take the median of the gaps.",
                "The hop holds if the median gap behind it is less than half of that at the source. Where the source itself sends all at once, both are about 0, and the hop is innocent.",
            ],
            Judge = HopJudging.HoldsAsync,
        },
        new()
        {
            Id = "10.3",
            Title = "Which of the hops",
            Section = "Two hops",
            Hints =
            [
                "Behind a hop that holds, all places look held, however well they are configured. Which of them is the one to change?",
                "Go from the source outwards, and compare each place with the one before it.",
                "The first place whose gaps are less than half of those at the place before it is the one; if there is none, no hop is.",
                "A loop from index 1: `if (2 * MedianGap(places[i].Arrivals) < MedianGap(places[i - 1].Arrivals)) return places[i].Name;`, and an empty string behind it.",
            ],
            Judge = HopJudging.WhichAsync,
        },
    ];
}
