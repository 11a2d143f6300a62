using System.Collections.Immutable;
using static StreamBook.Exercises.Tasks.NginxMisconceptions;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 06: the nginx clinic. Each is a configuration with a mistake that people really make. Here are the first four, and all in their order.</summary>
internal static class NginxRecipeTasks
{
    /// <summary>What asks for a chat answer as a stream.</summary>
    public const string ChatRequest = """{"model":"any","stream":true,"messages":[{"role":"user","content":"?"}]}""";

    private static readonly CaptureOptions _compressed = new() { Headers = [new("Accept-Encoding", "gzip")] };

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
                "`proxy_http_version 1.1;` in place of 1.0: the body comes in chunks, and one that fits a buffer is passed on at once. Or keep it and add `proxy_buffering off;`.",
            ],
            Judge = trial => _inOnePiece.TreatAsync(trial, async ward =>
            {
                var received = await ward.Nginx.EchoRequestAsync();
                Misconception? Known(Capture capture) => received.Values("Upgrade").Length + received.Values("Connection").Count(value => value.Equals("upgrade", StringComparison.OrdinalIgnoreCase)) > 0 ? WebSocketLines
                    : HasTimeLimit(ward.Nginx.Configuration) ? TimeLimit : null;
                await ward.StreamsAsync(ward.FreshClock(), next: $"nginx speaks {received.HttpVersion} to the backend.", known: Known);
                await ward.StreamsAsync($"/v1/chat/completions?first=50&interval={trial.Random.Next(10, 30)}", "a chat answer is streamed", new() { Body = ChatRequest }, known: Known);
                ward.Reaches(received, "Host", [ward.Nginx.Url.Authority], "the backend hears the host that the client asked for", known: TooMuch);
                ward.Reaches(received, "X-Real-IP", [await ward.ClientAddressAsync()], "the backend hears who the client is", known: TooMuch);
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
                    "Which answers does nginx compress here?", capture => HasTimeLimit(ward.Nginx.Configuration) ? TimeLimit : null);
                var json = await ward.Nginx.CaptureAsync("/request", _compressed);
                trial.Require(json.Header("Content-Encoding") == "gzip", "JSON is still compressed", "Content-Encoding: gzip",
                    json.Header("Content-Encoding") is { } encoding ? $"Content-Encoding: {encoding}" : "no Content-Encoding line", "GET /request\nAccept-Encoding: gzip", known: TooMuch);
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
                    next: "What does nginx do with that header?", known: capture => HasTimeLimit(ward.Nginx.Configuration) ? TimeLimit : null);
                var path = ward.FreshClock();
                var report = await ward.DeliveredAsync(path);
                trial.Require(report.Delivery is Delivery.Held && report.Failure is null, "an answer without that header stays in the buffer until it ends",
                    "held: nginx takes it from the backend and passes it on at its end", Ward.Figure(report), $"GET {path}", known: report.Delivery is Delivery.Streamed ? TooMuch : null);
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
                    "no Connection line that says upgrade", string.Join('\n', values.Select(value => $"Connection: {value}")), "an ordinary request", known: UpgradeAlways);
                await ward.OpensWebSocketAsync("a WebSocket still opens", "What does the backend need to hear to open one? nginx passes on neither of the two headers by itself.");
                await ward.StreamsAsync(ward.FreshClock());
            }, stream: null),
        },
        .. NginxStreamTasks.All,
        .. NginxHeaderTasks.All,
    ];

    private static Patient Given(string broken, string mended) => new(Recipe.Bare.With(broken), Recipe.Bare.With(mended));
}
