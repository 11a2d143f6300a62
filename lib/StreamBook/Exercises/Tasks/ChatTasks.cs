using System.Collections.Immutable;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 02: streaming like ChatGPT.</summary>
internal static class ChatTasks
{
    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "02.1",
            Title = "Read an answer: its text, its price, its ending",
            Section = "Is it complete?",
            Hints =
            [
                "Most of the data is JSON, and `[DONE]` is not. `JsonElement.Parse` reads one; `TryGetProperty` asks for a member that may not be there.",
                "Text stands in `choices[0].delta.content`, which may be missing or null. `choices` may be empty: then `usage.completion_tokens` is there.",
                "Begin with the ending `cut`. A `finish_reason` that is not null replaces it, an `error` too. `[DONE]` tells nothing of how it went.",
                "A loop over all data but `[DONE]`: with `error` the ending is `error`; with `usage` take its count; with a choice add its content, if it is a string, and take its `finish_reason`, if it is one. What was never replaced is `cut`.",
            ],
            Judge = ChatReading.JudgeReaderAsync,
        },
        new()
        {
            Id = "02.2",
            Title = "Time to first token, pace, longest gap",
            Section = "First token and last token",
            Hints =
            [
                "Which events are tokens? Those whose `delta` has a `content` that is not empty.",
                "Make a list of the offsets of the tokens first; the three figures come of that list alone.",
                "Between n tokens there are n − 1 gaps. The pace is their number divided by the seconds from the first token to the last.",
                "`times` are the offsets of the events with text. First is `times[0]`, pace `(times.Count - 1) / (times[^1] - times[0]).TotalSeconds`, longest gap `times.Zip(times.Skip(1), (a, b) => b - a).Max()`.",
            ],
            Judge = ChatReading.JudgeMeterAsync,
        },
        new()
        {
            Id = "02.3",
            Title = "Stop an answer, and the model with it",
            Section = "Leave in the middle",
            Hints =
            [
                "Without `HttpCompletionOption.ResponseHeadersRead` the whole answer is there before you read its first line.",
                "The text is right and the model went on? What happens to a response over HTTP/1.1 that is left before its end?",
                "Notebook 02 tried six ways over HTTP/1.1, and two of them stop the model: one is a property of `SocketsHttpHandler`.",
                "`new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero })`, read lines until you have your tokens, and dispose the response: the connection is closed at once.",
            ],
            Judge = ChatFollowing.JudgeLeaverAsync,
        },
        new()
        {
            Id = "02.4",
            Title = "A server of your own that speaks the format",
            Section = "A stream of your own, in ASP.NET Core",
            Limit = TimeSpan.FromSeconds(120),
            Hints =
            [
                "Set `Response.ContentType` to `text/event-stream`. Each event is `data: `, the JSON, and a blank line. Let `JsonObject` or `JsonSerializer` write the JSON.",
                "`await http.Response.WriteAsync(…)` sends what it is given at once. What sends the headers before there is anything to write?",
                "`await http.Response.Body.FlushAsync();`, before the model thinks.",
                "Type, flush, wait 300 ms; for each word an event with `choices[0].delta.content` and 50 ms; one with an empty `delta` and `finish_reason` `stop`; `data: [DONE]`.",
            ],
            Judge = ChatServing.JudgeAsync,
        },
        new()
        {
            Id = "02.5",
            Title = "Come back to an answer that was cut",
            Section = "Come back to an answer",
            Hints =
            [
                "Ask with `\"background\": true`, so that the model goes on without you. The first event holds `response.id`, each event its `sequence_number`.",
                "A cut throws where you read, or ends the stream without `response.completed`. `Capture.EventStreamAsync` does not throw: it tells in `Failure`.",
                "Follow with a GET of `/v1/responses/{id}?stream=true&starting_after=N`, where N is the last number that you have.",
                "Collect the deltas and remember the last number and the ID. Until a `response.completed` has come: GET what follows that number, and go on collecting.",
            ],
            Judge = ChatFollowing.JudgeReturnerAsync,
        },
    ];
}
