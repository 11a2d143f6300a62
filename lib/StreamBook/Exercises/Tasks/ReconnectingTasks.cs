using System.Collections.Immutable;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 03: reconnecting.</summary>
internal static class ReconnectingTasks
{
    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "03.1",
            Title = "An ending that no client reconnects to",
            Section = "What ends an event source",
            Hints =
            [
                "An event, a comment, the end of the body: to an event source all of them are a stream that broke. It comes back.",
                "What it does not come back to is another status, or another type. Notebook 03 has a table of eleven answers.",
                "One status is meant for this: it has no body, and says that there is nothing more.",
                "`return 204;` in the location. (404 and 410 end an event source as well, and look like a fault in every log.)",
            ],
            Judge = ResumingServers.JudgeEndingAsync,
        },
        new()
        {
            Id = "03.2",
            Title = "A server that goes on where a client was",
            Section = "The same with an event source",
            Limit = TimeSpan.FromSeconds(120),
            Hints =
            [
                "`http.Request.Headers[\"Last-Event-ID\"]` holds the ID of the last event that the client has; it is empty for one that is new.",
                "The client has that event: go on with the next. When there is no next one, the answer is 204, or the client asks for ever.",
                "`int.TryParse` tells whether an ID can be one of yours. Is it also between 0 and `count`? If not, say so with an event of the type `reset`, and begin anew.",
                "Read the header; with the last ID set `StatusCode = 204` and return; set the content type; for an ID that is none of yours write `event: reset` with some data; then a loop from the ID + 1, or from 1, to `count` with `id:` and `data:`.",
            ],
            Judge = ResumingServers.JudgeServerAsync,
        },
        new()
        {
            Id = "03.3",
            Title = "A POST that goes on over every break",
            Section = "POST",
            CallLimit = TimeSpan.FromSeconds(45),
            Limit = TimeSpan.FromSeconds(180),
            Hints =
            [
                "A loop around everything: ask, read until the stream ends or breaks, wait a little, ask again. What ends the loop?",
                "204 ends it. A refused connection and a cut are exceptions (`HttpRequestException`, `IOException`); 502 is a status and no exception. After each of them: wait, and ask again.",
                "Remember the ID of the last event that you handed out, outside the loop, and send it as `Last-Event-ID`. A request message can be sent once: make a new one each time.",
                "`for (var last = \"\"; ; await Task.Delay(200))` with a `try` inside: POST with the header; on 204 return; on 200 read with `SseParser`, and for each item call `got` and take over its `EventId`; catch the two exceptions and do nothing.",
            ],
            Judge = ResumingClients.JudgeAsync,
        },
        new()
        {
            Id = "03.4",
            Title = "IDs that survive a restart",
            Section = "Live events: a gap",
            Hints =
            [
                "After a restart the server counts from 1 again. What does `Last-Event-ID: 57` mean to it then? And how could it know that the 57 is not its own?",
                "Put into each ID what tells one start from another: that is what `start` is for.",
                "An ID of this start goes on behind its number. Any other, of an earlier start or of nobody, cannot be gone on from: say so with an event of the type `reset`, and send all there is.",
                "IDs such as `{start}-{number}`. Split the last ID at the hyphen: is the first part `start`, and the second a number of the log? Then go on behind it; else, unless it is empty, `event: reset` first.",
            ],
            Judge = ResumingServers.JudgeIdsAsync,
        },
    ];
}
