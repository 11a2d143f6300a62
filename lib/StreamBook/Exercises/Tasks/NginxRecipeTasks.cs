using System.Collections.Immutable;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 06: the nginx clinic. Each is a configuration with a mistake that people really make.</summary>
internal static class NginxRecipeTasks
{
    private const string ChatRequest = """{"model":"any","stream":true,"messages":[{"role":"user","content":"?"}]}""";

    private static readonly CaptureOptions _compressed = new() { Headers = [new("Accept-Encoding", "gzip")] };

    private static readonly Misconception _webSocketLines = new(
        "an event stream needs the lines for WebSocket",
        "`Upgrade` and `Connection` ask to change the protocol. An event stream is an ordinary answer: they neither hold it nor let it flow.");

    private static readonly Misconception _timeLimit = new(
        "a longer time limit lets a stream flow",
        "A `…_timeout` says when nginx gives up. It does not say when nginx passes on what it has.");

    private static readonly Misconception _tooMuch = new(
        "switch it off for all",
        "The stream flows, and something else that was there for a reason is gone. Change what concerns the stream, and leave the rest.");

    private static readonly Misconception _upgradeAlways = new(
        "`Connection: upgrade` does no harm",
        "It goes out with every request, also with one that asks for no upgrade. A backend may refuse that, and the connection to it cannot be kept.");

    private static readonly Patient _inOnePiece = Given(
        """
        proxy_http_version 1.0;
        proxy_set_header Host $http_host;
        proxy_set_header X-Real-IP $remote_addr;
        """,
        """
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header X-Real-IP $remote_addr;
        """);

    private static readonly Patient _compression = Given(
        """
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        gzip on;
        gzip_min_length 0;
        gzip_types application/json text/event-stream;
        """,
        """
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        gzip on;
        gzip_min_length 0;
        gzip_types application/json;
        """);

    private static readonly Patient _ignored = Given(
        """
        proxy_http_version 1.0;
        proxy_ignore_headers X-Accel-Buffering Cache-Control;
        """,
        """
        proxy_http_version 1.0;
        proxy_ignore_headers Cache-Control;
        """);

    private static readonly Patient _twice = new(
        Recipe.Bare.With("""
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "Upgrade";
            """),
        Recipe.Bare
            .With("map $http_upgrade $connection_upgrade { default upgrade; '' ''; }", NginxContext.Http)
            .With("""
                proxy_http_version 1.1;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_upgrade;
                """));

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "06.1",
            Title = "The answer comes in one piece",
            Section = "Take away one line at a time",
            Hints =
            [
                "Look at the lanes: the backend sends in time, so it is nginx that keeps the events. What makes nginx keep a body until it ends?",
                "A buffer is passed on when it is full, or when the body ends. How does nginx know where a part of the body ends: by chunks, or by the end of the connection?",
                "HTTP/1.0 has no chunks. There are two ways out: let the backend speak a version that has them, or let nginx not collect at all.",
                "`proxy_http_version 1.1;` in place of 1.0: the body comes in chunks, and each is passed on. Or keep it and add `proxy_buffering off;`.",
            ],
            Judge = trial => _inOnePiece.TreatAsync(trial, async ward =>
            {
                var received = await ward.Nginx.EchoRequestAsync();
                Misconception? Known(Capture capture) => received.Values("Upgrade").Length + received.Values("Connection").Count(value => value.Equals("upgrade", StringComparison.OrdinalIgnoreCase)) > 0 ? _webSocketLines
                    : HasTimeLimit(ward.Nginx.Configuration) ? _timeLimit : null;
                await ward.StreamsAsync(ward.FreshClock(), next: $"nginx speaks {received.HttpVersion} to the backend.", known: Known);
                await ward.StreamsAsync($"/v1/chat/completions?first=50&interval={trial.Random.Next(10, 30)}", "a chat answer is streamed", new() { Body = ChatRequest }, known: Known);
                ward.Reaches(received, "Host", [ward.Nginx.Url.Authority], "the backend hears the host that the client asked for", known: _tooMuch);
                ward.Reaches(received, "X-Real-IP", ["127.0.0.1"], "the backend hears who the client is", known: _tooMuch);
            }),
        },
        new()
        {
            Id = "06.2",
            Title = "It streams with curl, and not in the browser",
            Section = "What is missing: compression and silence",
            Hints =
            [
                "A browser and curl ask for the same, and not with the same request headers. Which of them could make nginx do more work?",
                "A browser says `Accept-Encoding: gzip`. A compressor collects: it writes when it has enough, and that is late.",
                "The JSON answers are to stay compressed, so `gzip off` is too much. What says which answers are compressed?",
                "Take `text/event-stream` out of `gzip_types`. (With `proxy_buffering off` nginx flushes the compressor after each event, which also answers the complaint.)",
            ],
            Judge = trial => _compression.TreatAsync(trial, async ward =>
            {
                await ward.StreamsAsync(ward.FreshClock(), "without compression the event stream is streamed");
                await ward.StreamsAsync(ward.FreshClock(), "for a client that takes gzip the event stream is streamed", _compressed,
                    "Which answers does nginx compress here?", capture => HasTimeLimit(ward.Nginx.Configuration) ? _timeLimit : null);
                var json = await ward.Nginx.CaptureAsync("/request", _compressed);
                trial.Require(json.Header("Content-Encoding") == "gzip", "JSON is still compressed", "Content-Encoding: gzip",
                    json.Header("Content-Encoding") is { } encoding ? $"Content-Encoding: {encoding}" : "no Content-Encoding line", "GET /request\nAccept-Encoding: gzip", known: _tooMuch);
            }, options: _compressed),
        },
        new()
        {
            Id = "06.3",
            Title = "The backend says no to buffering, and nobody listens",
            Section = "A saying, tested",
            Hints =
            [
                "The backend sends `X-Accel-Buffering: no` with its streams, and with nothing else. Who is to read that line, and does it?",
                "The reports have no such line and are to stay in the buffer: a slow reader must not keep the backend busy. So the answer is not in `proxy_buffering`.",
                "One directive makes nginx deaf to headers of the backend. It names two; which of them is in the way?",
                "Take `X-Accel-Buffering` out of `proxy_ignore_headers`, and leave `Cache-Control` there. nginx then obeys the backend, stream by stream.",
            ],
            Judge = trial => _ignored.TreatAsync(trial, async ward =>
            {
                await ward.StreamsAsync(ward.FreshClock("&accel=no"), "an answer with `X-Accel-Buffering: no` is streamed",
                    next: "What does nginx do with that header?", known: capture => HasTimeLimit(ward.Nginx.Configuration) ? _timeLimit : null);
                var path = ward.FreshClock();
                var report = await ward.DeliveredAsync(path);
                trial.Require(report.Delivery is Delivery.Held && report.Failure is null, "an answer without that header stays in the buffer until it ends",
                    "held: nginx takes it from the backend and passes it on at its end", Ward.Figure(report), $"GET {path}", known: report.Delivery is Delivery.Streamed ? _tooMuch : null);
            }, "/clock?accel=no"),
        },
        new()
        {
            Id = "06.4",
            Title = "Since WebSocket works, ordinary requests are refused",
            Section = "What nginx really sends",
            Hints =
            [
                "`await lab.Nginx.EchoRequestAsync()` shows what the backend receives. Look at its `Connection` lines.",
                "`proxy_set_header` twice for one name sends two lines. Neither looks at whether the client asked for an upgrade.",
                "The value has to depend on the request: `upgrade` when the client sent `Upgrade`, nothing when it did not. A `map` in the http context makes one variable of another.",
                "`map $http_upgrade $connection_upgrade { default upgrade; '' ''; }` in the http context, and one line `proxy_set_header Connection $connection_upgrade;`. An empty value sends no line.",
            ],
            Judge = trial => _twice.TreatAsync(trial, async ward =>
            {
                var received = await ward.Nginx.EchoRequestAsync();
                var values = received.Values("Connection");
                trial.Require(!values.Any(value => value.Contains("upgrade", StringComparison.OrdinalIgnoreCase)), "an ordinary request announces no upgrade",
                    "no Connection line that says upgrade", string.Join('\n', values.Select(value => $"Connection: {value}")), "an ordinary request", known: _upgradeAlways);
                await ward.OpensWebSocketAsync("a WebSocket still opens", "What does the backend need to hear to open one? nginx passes on neither of the two headers by itself.");
                await ward.StreamsAsync(ward.FreshClock());
            }, stream: null),
        },
    ];

    private static Patient Given(string broken, string mended) => new(Recipe.Bare.With(broken), Recipe.Bare.With(mended));

    private static bool HasTimeLimit(NginxConfiguration configuration) =>
        configuration.Location.Concat(configuration.Server).Any(directive => directive.Name.EndsWith("_timeout", StringComparison.Ordinal));
}
