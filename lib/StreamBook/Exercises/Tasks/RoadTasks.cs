using System.Collections.Immutable;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 11: the road to production.</summary>
internal static class RoadTasks
{
    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "11.1",
            Title = "Timeouts that grow towards the client",
            Section = "Two hops and their timeouts",
            Hints =
            [
                "Two hops wait for the same backend. Which of them should give up first, so that its log names the one that is silent?",
                "The proxy near the backend gives up after 1.5 s. The edge has to be more patient than that, and less than the 4 s that a client waits.",
                "`proxy_read_timeout` of the edge is 300 ms here. Take it out and put another in.",
                "`Recipe.Recommended.Without(\"proxy_read_timeout\").With(\"proxy_read_timeout 3s;\")`.",
            ],
            Judge = RoadHops.GrowsAsync,
        },
        new()
        {
            Id = "11.2",
            Title = "An edge that is not yours",
            Section = "What an Ingress turns into",
            Hints =
            [
                "The edge obeys `X-Accel-Buffering`, if it hears of it. What does the proxy before it do with that header?",
                "It takes the header as meant for itself and does not forward it. One directive of the proxy module passes on what is withheld.",
                "Saying `no` to everything would let the pages through unbuffered, too. What the backend said has to arrive, and nothing else.",
                "`.With(\"proxy_pass_header X-Accel-Buffering;\")`.",
            ],
            Judge = RoadHops.PassesOnAsync,
        },
        new()
        {
            Id = "11.3",
            Title = "A queue for a reader that may be slow",
            Section = "A slow reader",
            Hints =
            [
                "A price is a state: the newest one says it all. What may be lost when the reader does not keep up, and what must not?",
                "`Channel.CreateBounded` takes `BoundedChannelOptions` with the size. Without more, a writer waits when it is full.",
                "`FullMode` says what happens then: `DropWrite` and `DropNewest` keep old prices.",
                "`Channel.CreateBounded<string>(new BoundedChannelOptions(size) { FullMode = BoundedChannelFullMode.DropOldest })`.",
            ],
            Judge = RoadPieces.QueuesAsync,
        },
        new()
        {
            Id = "11.4",
            Title = "Rain instead of a storm",
            Section = "A deploy",
            Hints =
            [
                "Which field of an event stream says how long a client waits before it connects again, and in which unit?",
                "The field is `retry`, in milliseconds, digits only. A line ends with a line feed.",
                "Each connection gets a number of its own: `random.Next(from, to)` never gives `to` itself.",
                "`$\"retry: {random.Next(1000, 5001)}\\n\"`.",
            ],
            Judge = RoadPieces.SpreadsAsync,
        },
        new()
        {
            Id = "11.5",
            Title = "The page streams, the app does not",
            Section = "TLS in front",
            Hints =
            [
                "Page and app come through the same nginx, from the same backend. What differs between their connections?",
                "Over TLS nginx writes when its buffer is full, or when a piece is marked as one to send at once. HTTP/2 marks its frames itself. Who marks the pieces over HTTP/1.1?",
                "A smaller buffer is full sooner, and waits all the same. Compare with `Recipe.Recommended`, which has one directive more in its location: it makes nginx mark each piece.",
                "`proxy_buffering off;` in the location: `.With(\"proxy_buffering off;\")`.",
            ],
            Judge = RoadSecure.StreamsToBothAsync,
        },
    ];
}
