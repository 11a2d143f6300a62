using System.Collections.Immutable;

namespace StreamBook.Tests;

internal static class HopAnswers
{
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("10.1")
        {
            Right =
            [
                new("as the book", () => Order((first, last) => first.Arrived >= last.Sent)),
                new("in a loop", () => (Func<(int Sent, int Arrived)[], string>)(events =>
                {
                    if (events.All(e => e.Arrived >= events[^1].Sent))
                        return "held";
                    var (late, onTime) = (0, 0);
                    for (var i = 0; i + 1 < events.Length; i++)
                        _ = events[i].Arrived >= events[i + 1].Sent ? late++ : onTime++;
                    return late > onTime ? "in lumps" : "streamed";
                })),
            ],
            Wrong =
            [
                new("left out", () => (Func<(int Sent, int Arrived)[], string>)(_ => ""), "Not solved yet"),
                new("a constant", () => (Func<(int Sent, int Arrived)[], string>)(_ => "held"), "is streamed"),
                new("by the clock", () => (Func<(int Sent, int Arrived)[], string>)(events => events[0].Arrived > 1_500 ? "held" : events.Zip(events.Skip(1)).Any(pair => pair.First.Arrived == pair.Second.Arrived) ? "in lumps" : "streamed"), "This should hold, and does not"),
                new("one late is enough", () => Order((first, last) => first.Arrived >= last.Sent, share: 0), "one stall does not make lumps"),
                new("never held", () => Order((_, _) => false), "what waits for the last event is held"),
                new("held at once", () => Order((first, last) => first.Arrived > first.Sent), "is streamed"),
            ],
        },
        new("10.2")
        {
            Right =
            [
                new("as the book", () => Holds((source, behind) => 2 * Median(behind) < Median(source))),
                new("by the share of short gaps", () => Holds((source, behind) => Short(behind, 20) > 0.5 && Short(source, 20) < 0.5)),
            ],
            Wrong =
            [
                new("left out", () => Holds((_, _) => false), "Not solved yet"),
                new("a constant", () => Holds((_, _) => true), "is innocent"),
                new("later is held", () => Holds((source, behind) => behind[0] > source[0]), "mistake:   what comes later behind a hop is held there"),
                new("at once is held", () => Holds((_, behind) => Median(behind) < 10), "mistake:   what comes all at once was held"),
                new("any short gap", () => Holds((source, behind) => Gaps(behind).Min() < Gaps(source).Min() / 2), "one stall does not make a hop guilty"),
                new("only the last moment", () => Holds((source, behind) => 2 * (behind[^1] - behind[0]) < source[^1] - source[0]), "a hop that lets go of some at a time holds"),
            ],
        },
        new("10.3")
        {
            Right =
            [
                new("as the book", () => Which((before, here) => 2 * Median(here) < Median(before))),
                new("by the source", () => (Func<(string Name, int[] Arrivals)[], string>)(places => places.Skip(1).FirstOrDefault(place => 2 * Median(place.Arrivals) < Median(places[0].Arrivals)).Name ?? "")),
            ],
            Wrong =
            [
                new("left out", () => Which((_, _) => false), "Not solved yet"),
                new("the nearest", () => (Func<(string Name, int[] Arrivals)[], string>)(places => places.Last(place => Median(place.Arrivals) < 20 || place == places[0]).Name), "mistake:   the hop nearest to the client is the one"),
                new("the first that comes later", () => Which((before, here) => here[0] > before[0] + 20), "none is named where nothing changes"),
                new("whoever looks held", () => (Func<(string Name, int[] Arrivals)[], string>)(places => places.FirstOrDefault(place => Median(place.Arrivals) < 20).Name ?? ""), "mistake:   what comes all at once was held"),
                new("always the first hop", () => (Func<(string Name, int[] Arrivals)[], string>)(places => places[1].Name), "This should hold, and does not"),
            ],
        },
    ];

    private static Func<(int Sent, int Arrived)[], string> Order(Func<(int Sent, int Arrived), (int Sent, int Arrived), bool> isHeld, double share = 0.5) => events =>
        isHeld(events[0], events[^1]) ? "held"
        : events.Zip(events.Skip(1)).Count(pair => pair.First.Arrived >= pair.Second.Sent) > share * (events.Length - 1) ? "in lumps" : "streamed";

    private static Func<int[], int[], bool> Holds(Func<int[], int[], bool> holds) => holds;

    private static Func<(string Name, int[] Arrivals)[], string> Which(Func<int[], int[], bool> holds) => places =>
        places.Zip(places.Skip(1)).FirstOrDefault(pair => holds(pair.First.Arrivals, pair.Second.Arrivals)).Second.Name ?? "";

    private static int[] Gaps(int[] arrivals) => [.. arrivals.Zip(arrivals.Skip(1), (one, next) => next - one)];

    private static int Median(int[] arrivals) => Gaps(arrivals).Order().ElementAt((arrivals.Length - 1) / 2);

    private static double Short(int[] arrivals, int limit) => Gaps(arrivals).Average(gap => gap < limit ? 1.0 : 0);
}
