using static StreamBook.Diagnoses.Cures;

namespace StreamBook.Diagnoses;

/// <summary>How the stream got here, and how it ended.</summary>
internal static partial class Catalogue
{
    private const string Recipe = "06-nginx-recipe.ipynb";
    private const string Production = "07-nginx-in-production.ipynb";
    private const string ChatGpt = "02-streaming-like-chatgpt.ipynb";

    public static FindingKind Held { get; } = Kind("SB101",
        "The whole stream is held until it ends.",
        "A hop that buffers passes a body on only when its buffer is full or the body has ended, and a short stream never fills it. A source that sends all at once leaves the same picture at one address.",
        In(Recipe, "1 · How to see that a stream is held"), Buffering);

    public static FindingKind InLumps { get; } = Kind("SB102",
        "The stream arrives in lumps.",
        "A hop that buffers passes a body on a buffer of some kilobytes at a time: the events of one buffer arrive together, after a pause. A source that writes several events at a time leaves the same picture at one address.",
        In(ChatGpt, "12 · Tokens in bursts"), Buffering);

    public static FindingKind CompressedAndHeld { get; } = Kind("SB103",
        "The stream is compressed, and held for it.",
        "A compressor collects text until it has enough of it to be worth a block, unless it is told to flush after each event.",
        In(Production, "10 · gzip"), Compression);

    public static FindingKind HeadersLate { get; } = Kind("SB104",
        "The header section waits for the first event.",
        "The server or a hop sends the headers only together with the first bytes of the body: until then a client does not know that it is connected, and a proxy's timer for the answer runs.",
        In("08-in-the-browser.ipynb", "6 · `open` comes late"),
        At("the backend", "Flush the header section at once, and with it a comment such as `: hello` and a blank line: nginx with `proxy_buffering on` keeps the headers until the first byte of the body.", "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes"),
        At("ASP.NET Core", "`await Response.StartAsync()` and `await Response.Body.FlushAsync()` before the first event is awaited; `TypedResults.ServerSentEvents` does not.", "https://learn.microsoft.com/dotnet/api/microsoft.aspnetcore.http.httpresponse.startasync"),
        At("nginx", "`proxy_buffering off;`: with it the headers go out as they come.", "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering"),
        At("Caddy", "Before this issue was closed, `encode` waits for the first bytes: a matcher on it that leaves the path of the stream out.", "https://github.com/caddyserver/caddy/issues/6293"));

    public static FindingKind NothingCame { get; } = Kind("SB105",
        "Nothing came.",
        "The source has nothing to say yet, or a hop holds what it says.",
        In(Recipe, "1 · How to see that a stream is held"), Buffering);

    public static FindingKind HeartbeatsMissing { get; } = Kind("SB106",
        "The events cross, the heartbeats do not.",
        "A hop that parses the stream and writes it anew has no comments to write unless its parser hands them on; the hops behind it then see a silence, and may cut it.",
        null,
        OfStandard("Send a heartbeat as an event, of a type that no listener is registered for: `event: ping` with a `data:` line. What parses a stream has it as an event.", "event-stream-interpretation"),
        At("the backend", "Or let the hop pass bytes on as they come, with `ReadableStream.pipeTo` or `Stream.CopyToAsync`, instead of a parser and a writer.", "https://developer.mozilla.org/docs/Web/API/ReadableStream/pipeTo"));

    public static FindingKind OneAtATime { get; } = Kind("SB107",
        "A second client waits until the first is over.",
        "A server with one worker, or with a lock around the answer, serves one client at a time; so does a hop that allows one connection to the server, or a cache that lets one client fetch what the others wait for.",
        null,
        At("nginx", "`proxy_cache_lock off;` or `proxy_cache off;` in the location of the stream.", "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_lock"),
        At("HAProxy", "A higher `maxconn` on the line of the `server`: what exceeds it waits in a queue.", "https://docs.haproxy.org/3.0/configuration.html#5.2-maxconn"),
        At("the backend", "A server with more workers than streams, or one that is asynchronous: gunicorn's default worker serves one request, `--worker-class gthread --threads 100` a hundred.", "https://docs.gunicorn.org/en/stable/design.html"),
        At("the backend", "In PHP `session_write_close()` before the first event: a session is locked for as long as a script has it open.", "https://www.php.net/manual/en/function.session-write-close.php"));

    public static FindingKind CutAfterSilence { get; } = Kind("SB111",
        "The stream is cut after a silence.",
        "A hop gave up a connection on which nothing came for so long. nginx counts from one read to the next.",
        In(Recipe, "9 · What is missing: compression and silence"), Silence);

    public static FindingKind CutByAge { get; } = Kind("SB112",
        "The stream is cut at a certain age, whatever it says.",
        "A hop has a limit for the whole answer, which a stream without end reaches each time; heartbeats do not help.",
        null,
        At("Envoy", "`timeout: 0s` on the route of the stream; the default is 15 s for the whole answer.", "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts"),
        At("Google Cloud", "A longer timeout of the backend service; the default is 30 s.", "https://cloud.google.com/load-balancing/docs/https#timeout-bes"),
        At("Google Cloud", "On Cloud Run a longer request timeout, up to 60 minutes; the default is 5.", "https://cloud.google.com/run/docs/configuring/request-timeout"),
        OfStandard("Expect it: give every event an ID, and go on after `Last-Event-ID`.", "the-last-event-id-header"));

    public static FindingKind EndedWithoutEnd { get; } = Kind("SB113",
        "The stream broke off.",
        "The connection ended, and the body had not said that it was whole: the server or a hop ended in the middle, by a crash, a restart, an exception or a timer.",
        In(ChatGpt, "11 · A body cut off"),
        At("the backend", "Look into its log at that time: an exception after the first byte can no longer change the status.", "https://www.rfc-editor.org/rfc/rfc9112#section-8"),
        At("nginx", "Its error.log names the side that ended: `upstream prematurely closed connection` is the backend's side. At a reload old workers cut streams after `worker_shutdown_timeout`.", "https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout"),
        At("ASP.NET Core", "Catch what the source throws, and say it in an event; at a stop of the app the streams have `HostOptions.ShutdownTimeout` to end.", "https://learn.microsoft.com/dotnet/api/microsoft.extensions.hosting.hostoptions.shutdowntimeout"));

    public static FindingKind GaveUpWaiting { get; } = Kind("SB114",
        "A proxy gave up waiting for the answer to begin.",
        "No header section came within the time that a hop waits for one. The status is the hop's own, and the source may still be at work.",
        In(Production, "6 · A backend that fails"),
        [OfStandard("Send the header section at once, ahead of the first event, and a comment with it.", "authoring-notes"), .. Silence.Where(cure => cure.Where is not "the backend")]);

    public static FindingKind ServedThoughGone { get; } = Kind("SB115",
        "A client that has left is still served.",
        "The server does not look whether its client is there, or a hop goes on reading for one that is gone, as a cache does that stores the answer: the source works for nobody, and may keep the next client waiting.",
        In(Production, "7 · A client that leaves"),
        At("nginx", "`proxy_cache off;` and `proxy_store off;` in the location of the stream, and no `proxy_ignore_client_abort on;`: then it closes the connection to the backend when the client closes its own.", "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort"),
        At("the backend", "End when the connection is closed; where that shows only at the next write, a heartbeat is one.", "https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes"),
        At("ASP.NET Core", "Hand `HttpContext.RequestAborted` on to whatever makes the events.", "https://learn.microsoft.com/dotnet/api/microsoft.aspnetcore.http.httpcontext.requestaborted"));

    private static FindingKind[] Delivery => [Held, InLumps, CompressedAndHeld, HeadersLate, NothingCame, HeartbeatsMissing, OneAtATime];

    private static FindingKind[] Ending => [CutAfterSilence, CutByAge, EndedWithoutEnd, GaveUpWaiting, ServedThoughGone];
}
