using System.Collections.Immutable;
using StreamBook.Wording;
using static StreamBook.Exercises.Tasks.NginxMisconceptions;

namespace StreamBook.Exercises.Tasks;

/// <summary>The patients of the clinic whose streams come in lumps, are cut, or are an old copy.</summary>
internal static class NginxStreamTasks
{
    private const string Lumps = "&size=300&framing=close";

    private static readonly Misconception _smallBuffer = new(
        "a smaller buffer lets a stream flow",
        "The lumps get smaller, and lumps they are: what waits for a full buffer waits for any buffer.");

    private static readonly Misconception _wrongSide = new(
        "`X-Accel-Buffering` may be said on either side",
        "nginx reads that line in the answer of the backend and nowhere else. `proxy_set_header` writes to the backend, `add_header` to the client.");

    private static readonly Misconception _hidden = new(
        "a header that is hidden is not obeyed",
        "nginx reads what the backend says, obeys, and then decides what the client gets to see. Only `proxy_ignore_headers` makes it deaf.");

    private static readonly Misconception _anotherLimit = new(
        "any time limit will do",
        "Each limit counts something else: until a connection stands, between two writes to the backend, between two reads from it, between two writes to the client. A silent stream is a matter of one of them.");

    private static readonly Patient _inLumps = new(
        Recipe.Bare.With("""
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header X-Real-IP $remote_addr;
            """),
        Recipe.Bare.With("""
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header X-Real-IP $remote_addr;
            proxy_buffering off;
            """));

    private static readonly Patient _turnedOn = new(
        Recipe.Bare.With("""
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
            """),
        Recipe.Bare.With("""
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffering off;
            proxy_ignore_headers X-Accel-Buffering;
            """));

    private static readonly Patient _cut = new(
        Recipe.Bare.With("""
            proxy_buffering off;
            proxy_connect_timeout 1s;
            proxy_send_timeout 1s;
            proxy_read_timeout 1s;
            """),
        Recipe.Bare.With("""
            proxy_buffering off;
            proxy_connect_timeout 1s;
            proxy_send_timeout 1s;
            proxy_read_timeout 1h;
            """));

    private static readonly NginxConfiguration _cache = Recipe.Bare
        .With("proxy_cache_path cache keys_zone=pages:1m;", NginxContext.Http)
        .With("""
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_cache pages;
            proxy_cache_valid 200 10m;
            """);

    private static readonly Patient _oldCopy = new(_cache.With("proxy_ignore_headers Cache-Control;"), _cache);

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "06.5",
            Title = "Long answers come in bursts",
            Section = "What is missing: the backend that closes, and large events",
            Hints =
            [
                "Read the lanes: some events leave together, and then there is a silence. How many bytes leave together? It is about the same each time.",
                "The lumps have the size of a buffer. HTTP/1.1 is there already, so why does nginx wait? How does this backend say where its answer ends?",
                "A body that ends with the connection has no chunks, whatever the version. Nothing tells nginx that an event is complete, so it must be told not to collect.",
                "Add `proxy_buffering off;`. Each read from the backend is then passed on at once, chunks or none.",
            ],
            Judge = trial => _inLumps.TreatAsync(trial, async ward =>
            {
                var path = $"/clock?count={trial.Random.Next(38, 50)}&interval={trial.Random.Next(11, 16)}{Lumps}";
                await ward.StreamsAsync(path, "a long answer of a backend that closes is streamed", next: "Where nginx waits, what is it that it waits for?",
                    known: capture => Has(ward.Nginx.Configuration, "proxy_buffers", "proxy_buffer_size", "proxy_busy_buffers_size") ? _smallBuffer : HasTimeLimit(ward.Nginx.Configuration) ? TimeLimit : null);
                await ward.StreamsAsync(ward.FreshClock(), "a short answer in chunks is streamed as before");
                ward.Reaches(await ward.Nginx.EchoRequestAsync(), "X-Real-IP", [await ward.ClientAddressAsync()], "the backend hears who the client is", known: TooMuch);
            }, $"/clock?count=40&interval=12{Lumps}"),
        },
        new()
        {
            Id = "06.6",
            Title = "Buffering is off, and one stream is held",
            Section = "What is missing: the backend that closes, and large events",
            Hints =
            [
                "`proxy_buffering off` is what nginx does unless somebody says otherwise. Who else may say something, answer by answer?",
                "A backend can say `X-Accel-Buffering: no` to let one stream flow. What would the word `yes` do?",
                "That header is for nginx alone, and the client never sees it, so hiding it is not enough. nginx must be made deaf to it.",
                "`proxy_ignore_headers X-Accel-Buffering;`: then `proxy_buffering off` holds for every answer.",
            ],
            Judge = trial => _turnedOn.TreatAsync(trial, async ward =>
            {
                Misconception? Known(Capture capture) =>
                    Names(ward.Nginx.Configuration, "proxy_set_header") || Names(ward.Nginx.Configuration, "add_header") ? _wrongSide
                    : Names(ward.Nginx.Configuration, "proxy_hide_header") ? _hidden : null;
                await ward.StreamsAsync(ward.FreshClock("&framing=close&accel=yes"), "the stream of the bought service is streamed",
                    next: "It says `X-Accel-Buffering: yes`. Who listens?", known: Known);
                await ward.StreamsAsync(ward.FreshClock("&framing=close"), "the other streams are streamed as before");
            }, "/clock?framing=close&accel=yes"),
        },
        new()
        {
            Id = "06.7",
            Title = "The answer stops in the middle, and the log says 200",
            Section = "What is missing: compression and silence",
            Hints =
            [
                "When does it stop? Not at a certain length: after a certain silence. Three limits stand in the configuration.",
                "A status says how an answer began. What is cut later has status 200 all the same; error.log names the limit: `await lab.Nginx.CaptureAsync(\"/clock?count=3&pause=2500\")`, then `Console.WriteLine(lab.Nginx.ErrorLog)`.",
                "To connect takes no time here, and nothing is sent to the backend while it thinks. nginx waits to *read*.",
                "`proxy_read_timeout 1h;` in place of 1s. It counts the time between two reads, not the length of the answer. A backend that sends a comment line now and then needs no such line.",
            ],
            Judge = trial => _cut.TreatAsync(trial, async ward =>
            {
                var silent = $"/clock?count=3&interval=50&pause={trial.Random.Next(1_900, 2_600)}";
                var slow = $"/typed?count=1&interval={trial.Random.Next(1_900, 2_600)}";
                var cut = ward.Nginx.CaptureAsync(silent);
                var late = ward.Nginx.CaptureAsync(slow);
                await Task.WhenAll(cut, late);
                if ((await cut).Failure is not null)
                    trial.Show(Draw.Lanes(await cut with { Name = "through your nginx" }, await ward.Backend.CaptureAsync(silent) with { Name = "without nginx" }));
                var known = OnlyOtherLimitsChanged(ward.Nginx.Configuration) ? _anotherLimit : null;
                trial.Require(await cut is { Failure: null, Events.Length: 3 }, "a stream that falls silent comes to its end", "3 events, and a good end",
                    Words.OfCount((await cut).Events.Length, "event") + ((await cut).Failure is { } failure ? $", then: {failure}" : ""), $"GET {silent}", "What does nginx wait for while the backend thinks?", known);
                trial.Require(await late is { Failure: null, Status: 200 }, "a model may think before its first word", "status 200, and a good end", (await late).Failure ?? Words.OfStatus((await late).Status ?? 0), $"GET {slow}");
                await ward.StreamsAsync(ward.FreshClock());
            }, "/clock?count=4&pause=1500"),
        },
        new()
        {
            Id = "06.8",
            Title = "The second viewer sees what the first one saw",
            Section = "A recipe to defend",
            Hints =
            [
                "The second stream is not slow, it is old: the very bytes of the first. Who keeps them?",
                "The pages are to stay in the cache. How could nginx tell a page from a stream? The backend says something about it with every stream: look at the headers of `await lab.Backend.CaptureAsync(\"/clock\")`.",
                "The backend says `Cache-Control: no-cache` with a stream, and nginx obeys that header by itself. One line keeps it from listening.",
                "Take out `proxy_ignore_headers Cache-Control;`. Where the pages need it, tell the two apart by type instead: a `map` of `$upstream_http_content_type` in the http context, and `proxy_no_cache` with its variable. Notebook 07 shows what a cache does to a stream.",
            ],
            Judge = trial => _oldCopy.TreatAsync(trial, async ward =>
            {
                // A copy that an earlier check left is served whatever is said now, so each asks for something new.
                var once = Guid.NewGuid().ToString("N");
                var path = ward.FreshClock($"&type=v{once}");
                await ward.StreamsAsync(path, "the first viewer's stream is streamed");
                var first = await ward.Nginx.CaptureAsync(path);
                var second = await ward.Nginx.CaptureAsync(path);
                if (first.Text == second.Text)
                    trial.Show(Draw.Lanes(first with { Name = "one viewer" }, second with { Name = "another" }));
                trial.Require(first.Text != second.Text, "each viewer gets a stream of their own", "events that were sent to this viewer",
                    "byte by byte what another viewer got before", $"GET {path}, twice", "What does nginx store, and who told it to?");
                await ward.StreamsAsync(path, "the second viewer's stream is streamed too");
                var page = await ward.Nginx.GetTextAsync($"/request?page={once}");
                trial.Require(page == await ward.Nginx.GetTextAsync($"/request?page={once}"), "a page is still taken from the cache", "the second time the copy of the first",
                    "the backend was asked again", $"GET /request?page={once}, twice", known: TooMuch);
            }, stream: null),
        },
    ];

    private static bool Names(NginxConfiguration configuration, string directive) =>
        configuration.Server.Concat(configuration.Location).Any(line => line.Name == directive && line.Arguments is [var header, ..] && header.Equals("X-Accel-Buffering", StringComparison.OrdinalIgnoreCase));

    private static bool OnlyOtherLimitsChanged(NginxConfiguration configuration)
    {
        Directive[] limits = [.. configuration.Server.Concat(configuration.Location).Where(directive => directive.Name.EndsWith("_timeout", StringComparison.Ordinal))];
        return limits.Except(_cut.Broken.Location).Any() && limits.Any(directive => directive.Name == "proxy_read_timeout" && directive.Arguments is ["1s"]);
    }
}
