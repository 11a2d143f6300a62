using System.Collections.Immutable;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 05: SSE or WebSocket.</summary>
internal static class ChoosingTasks
{
    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "05.1",
            Title = "A stranger's page is not let in",
            Section = "Cross-origin",
            Limit = TimeSpan.FromSeconds(120),
            Hints =
            [
                "A browser lets any page open a WebSocket to you, with the cookies of your user. It tells you which page that is: in the `Origin` header. Who reads it?",
                "An origin is scheme, host and port, compared as a whole. `StartsWith`, `EndsWith` and `Contains` each let somebody in.",
                "A program that is no browser sends no `Origin`, and can send any. It has no cookies of your user, so there is nothing to defend here: let it in.",
                "`app.UseWebSockets(new() { AllowedOrigins = { \"https://app.example\" } });` answers 403 to all others. Or compare `http.Request.Headers.Origin` yourself before you accept.",
            ],
            Judge = StrangersPage.JudgeAsync,
        },
        new()
        {
            Id = "05.2",
            Title = "Bytes through an event stream",
            Section = "Data format",
            Hints =
            [
                "An event stream is text in UTF-8, in lines. Which bytes survive that? Notebook 05 sent all 256.",
                "Base64 writes any bytes in 64 characters, all of them letters, digits, `+`, `/` and `=`.",
                "`Convert.ToBase64String(bytes)`. With line breaks in it, each line would need a `data: ` of its own.",
                "`$\"data: {Convert.ToBase64String(bytes)}\\n\\n\"`. It takes a third more than the bytes: reason enough for a WebSocket, if there are many.",
            ],
            Judge = PackedBytes.JudgeAsync,
        },
        new()
        {
            Id = "05.3",
            Title = "Six systems: which protocol, and why",
            Section = "Which one?",
            Hints =
            [
                "Ask first who speaks, and how often. Then: is it text? What lies between the two ends?",
                "The reasons are measured ones, and each of them decides one of the systems. Begin with those that leave no choice: binary data, a POST with a key, the seventh stream.",
                "Of the six, three are event streams. Their reasons are the client that goes on by itself, the question in a POST, and one connection of HTTP/2 for all.",
                "1 and 4 and 6 are event streams: b, e, f. 2, 3 and 5 are WebSockets: a, c, d.",
            ],
            Judge = SixSystems.JudgeAsync,
        },
    ];
}
