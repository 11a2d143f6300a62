using System.Collections.Immutable;
using static StreamBook.Exercises.Tasks.NginxMisconceptions;

namespace StreamBook.Exercises.Tasks;

/// <summary>The patients of the clinic whose headers are lost, too many, or forged.</summary>
internal static class NginxHeaderTasks
{
    private static readonly Misconception _inherited = new(
        "a block adds its header lines to those around it",
        "A block with one `proxy_set_header` of its own inherits none. It has to name all of them, or none.");

    private static readonly Misconception _appended = new(
        "a list that nginx adds to is a true one",
        "What nginx adds is true: the last entry. What stands before it came with the request, and at the edge of your network anybody may have written it.");

    private static readonly Misconception _portInTheList = new(
        "an address has a port behind it",
        "`X-Forwarded-For` holds addresses. With a port behind it an IPv6 address is read as another one.");

    private static readonly NginxConfiguration _names = Recipe.Bare.With("""
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        """, NginxContext.Server);

    private static readonly Patient _lost = new(
        _names.With("proxy_set_header X-Request-ID $request_id;"),
        _names.With("proxy_set_header X-Request-ID $request_id;", NginxContext.Server));

    private static readonly Patient _pasted = new(
        Recipe.Bare.With("""
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
            proxy_read_timeout 1d;
            """),
        Recipe.Bare.With("""
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
            proxy_read_timeout 1d;
            """));

    private static readonly Patient _forged = new(
        Recipe.Bare.With("""
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            """),
        Recipe.Bare.With("""
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            """));

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "06.9",
            Title = "One line more, and all others are gone",
            Section = "What nginx really sends",
            Hints =
            [
                "`Console.WriteLine((await lab.Nginx.EchoRequestAsync()).Raw)` shows what the backend receives. Which lines of the configuration do you find there?",
                "The four lines of the server context are in force for a location that has none of their kind. This one has one.",
                "`proxy_set_header` is inherited whole or not at all. So all of them have to stand in one place.",
                "Move `proxy_set_header X-Request-ID $request_id;` up to the others: `.With(\"…\", NginxContext.Server)`. Or repeat the others in the location.",
            ],
            Judge = trial => _lost.TreatAsync(trial, async ward =>
            {
                var (one, other) = (await ward.Nginx.EchoRequestAsync(), await ward.Nginx.EchoRequestAsync());
                var configuration = ward.Nginx.Configuration;
                var known = one.Values("X-Real-IP").IsEmpty && Names(configuration.Server, "X-Real-IP") && Names(configuration.Location) ? _inherited : null;
                const string next = "`Console.WriteLine((await lab.Nginx.EchoRequestAsync()).Raw)` shows what the backend receives.";
                ward.Reaches(one, "Host", [ward.Nginx.Url.Authority], "the backend hears the host that the client asked for", next, known);
                ward.Reaches(one, "X-Real-IP", [await ward.ClientAddressAsync()], "the backend hears who the client is", next, known);
                ward.Reaches(one, "X-Forwarded-Proto", ["http"], "the backend hears the scheme", next, known);
                trial.Require(one.Values("X-Request-ID") is [{ Length: > 0 } id] && other.Values("X-Request-ID") is [{ Length: > 0 } another] && id != another,
                    "each request has a number of its own", "an X-Request-ID line, another each time",
                    one.Values("X-Request-ID").IsEmpty ? "no X-Request-ID line" : $"X-Request-ID: {string.Join(", ", one.Values("X-Request-ID"))}\nX-Request-ID: {string.Join(", ", other.Values("X-Request-ID"))}",
                    "two ordinary requests", known: one.Values("X-Request-ID").IsEmpty ? TooMuch : null);
                await ward.StreamsAsync(ward.FreshClock());
            }, stream: null),
        },
        new()
        {
            Id = "06.10",
            Title = "Lines for WebSocket in front of a stream",
            Section = "Take away one line at a time",
            Hints =
            [
                "There are two complaints. Take each pasted line and ask what it does for a stream that never asks for an upgrade.",
                "`Upgrade` and `Connection` do nothing for the stream, and hand on what a stranger asks for: `await lab.Nginx.EchoRequestAsync((\"Connection\", \"Upgrade\"), (\"Upgrade\", \"h2c\"))` shows it.",
                "Without them the stream is held as before: this backend ends its answers by closing the connection. You know the directive that lets such a body flow.",
                "Take out the `Upgrade` line, make the other `proxy_set_header Connection \"\";`, and add `proxy_buffering off;`. The time limit may stay: streams fall silent too.",
            ],
            Judge = trial => _pasted.TreatAsync(trial, async ward =>
            {
                var plain = await ward.Nginx.EchoRequestAsync();
                Misconception? Known(Capture capture) => plain.Values("Connection").Any(IsUpgrade) ? WebSocketLines : null;
                await ward.StreamsAsync(ward.FreshClock("&framing=close"), "the stream is streamed", next: "Which of the lines has to do with how nginx passes on a body?", known: Known);
                trial.Require(!plain.Values("Connection").Any(IsUpgrade), "an ordinary request announces no upgrade", "no Connection line that says upgrade",
                    string.Join('\n', plain.Values("Connection").Select(value => $"Connection: {value}")), "an ordinary request", known: UpgradeAlways);
                var asked = trial.Random.GetItems((string[])["h2c", "websocket", "TLS/1.0"], 1)[0];
                var stranger = await ward.Nginx.EchoRequestAsync(("Connection", "Upgrade"), ("Upgrade", asked));
                ward.Reaches(stranger, "Upgrade", [], "a stranger's wish for another protocol ends at nginx",
                    "Nobody behind this location speaks another protocol. Why hand the wish on?", given: $"a request with\nConnection: Upgrade\nUpgrade: {asked}");
            }, "/clock?framing=close"),
        },
        new()
        {
            Id = "06.11",
            Title = "One visitor, a thousand addresses",
            Section = "Who is the client?",
            Hints =
            [
                "Be that visitor: `await lab.Nginx.EchoRequestAsync((\"X-Forwarded-For\", \"198.51.100.1\"))`. What does the backend get?",
                "nginx added the true address to a list that the visitor began. The backend reads the beginning.",
                "Inside your network the list comes from proxies of yours. This nginx is the first one, so nobody before it is to be believed.",
                "`proxy_set_header X-Forwarded-For $remote_addr;`: the list begins here. No port behind it.",
            ],
            Judge = trial => _forged.TreatAsync(trial, async ward =>
            {
                var (client, lie) = (await ward.ClientAddressAsync(), $"198.51.100.{trial.Random.Next(1, 255)}");
                var forged = await ward.Nginx.EchoRequestAsync(("X-Forwarded-For", lie));
                var list = forged.Values("X-Forwarded-For");
                const string next = "Where does nginx know an address from that nobody can make up?";
                var known = list is [var one] && one.Contains(lie, StringComparison.Ordinal) && one.Contains(client, StringComparison.Ordinal) ? _appended
                    : list is [var own] && own.StartsWith(client + ":", StringComparison.Ordinal) ? _portInTheList : null;
                ward.Reaches(forged, "X-Forwarded-For", [client], "the backend hears the true address alone", next, known, $"a request with\nX-Forwarded-For: {lie}");
                ward.Reaches(await ward.Nginx.EchoRequestAsync(), "X-Forwarded-For", [client], "it hears it of an honest visitor too", next);
                ward.Reaches(forged, "Host", [ward.Nginx.Url.Authority], "the backend hears the host that the client asked for", known: TooMuch);
                ward.Reaches(forged, "X-Forwarded-Proto", ["http"], "the backend hears the scheme", known: TooMuch);
            }, stream: null),
        },
    ];

    private static bool IsUpgrade(string value) => value.Contains("upgrade", StringComparison.OrdinalIgnoreCase);

    private static bool Names(ImmutableArray<Directive> directives, string? header = null) =>
        directives.Any(directive => directive.Name == "proxy_set_header" && (header is null || directive.Arguments is [var name, ..] && name.Equals(header, StringComparison.OrdinalIgnoreCase)));
}
