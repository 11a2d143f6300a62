using static StreamBook.Diagnoses.Cures;

namespace StreamBook.Diagnoses;

/// <summary>What the head of the answer says, and how a client comes back to a stream.</summary>
internal static partial class Catalogue
{
    private const string Reconnecting = "03-reconnecting.ipynb";

    public static FindingKind WrongStatus { get; } = Kind("SB121",
        "The status is not 200.",
        "A browser's event source follows redirects, and then takes 200 alone: any other status fails it for good, and it does not ask again.",
        In(Reconnecting, "10 · What ends an event source"),
        OfStandard("Answer 200 before the source is asked, and say what goes wrong in an event; 204 tells a client to stop.", "sse-processing-model"),
        At("nginx", "Its error.log says why it answered so; 502 is a backend that is not there or whose answer it could not read, 413 a body over `client_max_body_size`.", "https://nginx.org/en/docs/ngx_core_module.html#error_log"));

    public static FindingKind WrongType { get; } = Kind("SB122",
        "The body is an event stream, the content type says otherwise.",
        "A browser's event source fails for good unless the type is `text/event-stream`; and a hop that does something for streams may know them by it, as Caddy does.",
        In(Reconnecting, "10 · What ends an event source"),
        OfStandard("`Content-Type: text/event-stream`.", "sse-processing-model"),
        At("ASP.NET Core", "`TypedResults.ServerSentEvents`, or `Response.ContentType = \"text/event-stream\"` before the first byte.", "https://learn.microsoft.com/aspnet/core/fundamentals/minimal-apis/responses"));

    public static FindingKind HtmlPage { get; } = Kind("SB123",
        "An HTML page came instead of a stream.",
        "A hop or the server answered with a page: an error, a login, the index of a single-page app that answers every path.",
        null,
        At("nginx", "`try_files` of the app must not reach the path of the stream: give that a `location` of its own with `proxy_pass`.", "https://nginx.org/en/docs/http/ngx_http_core_module.html#location"),
        At("ASP.NET Core", "`MapFallbackToFile` answers what no endpoint took: look at the path and the method of the stream's endpoint.", "https://learn.microsoft.com/aspnet/core/fundamentals/routing"));

    public static FindingKind Redirect { get; } = Kind("SB124",
        "The answer is a redirect.",
        "A redirect costs a round trip. After 303 a client repeats a POST as a GET, after 301 and 302 it may, and then the question is lost; 307 and 308 keep the method.",
        null,
        At("the backend", "Ask for the address that `Location` names; where a redirect has to be, 307 or 308.", "https://www.rfc-editor.org/rfc/rfc9110#section-15.4"),
        At("nginx", "A `location /stream/` with the slash redirects `/stream` with 301 where it has `proxy_pass`: write `location = /stream` beside it.", "https://nginx.org/en/docs/http/ngx_http_core_module.html#location"),
        At("ASP.NET Core", "`UseHttpsRedirection` behind a proxy that ends TLS needs `UseForwardedHeaders` ahead of it.", "https://learn.microsoft.com/aspnet/core/host-and-deploy/proxy-load-balancer"));

    public static FindingKind HasLength { get; } = Kind("SB125",
        "The stream has a Content-Length.",
        "The length was known before the first byte left: as a rule somebody collected the whole body, or had it in a file.",
        null, Buffering);

    public static FindingKind Cached { get; } = Kind("SB126",
        "The answer is a stored copy.",
        "A cache took the stream for a document, and replays it: at once, with old events, the same for each client.",
        In(Production, "11 · Cache"),
        At("the backend", "`Cache-Control: no-store` on the stream.", "https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.5"),
        At("nginx", "`proxy_cache off;` in the location of the stream. `proxy_buffering off` alone stores nothing new, but a copy that is there is still served.", "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache"),
        At("Cloudflare", "A cache rule that bypasses the cache for the path of the stream.", "https://developers.cloudflare.com/cache/how-to/cache-rules/settings/#bypass-cache"),
        At("ASP.NET Core", "Response and output caching not on the stream's endpoint; `Response.Headers.CacheControl = \"no-store\"`.", "https://learn.microsoft.com/aspnet/core/performance/caching/output"));

    public static FindingKind NoAnswer { get; } = Kind("SB127",
        "No answer came.",
        "There is no such host, nobody listens there, the connection was refused or took too long, or it was closed before a status line.",
        In(Reconnecting, "8 · Kill the backend"),
        At("the backend", "Look whether it runs and listens at this address and port; in a container it must listen on 0.0.0.0, not on localhost.", "https://docs.docker.com/engine/network/port-publishing/"),
        At("ASP.NET Core", "`ASPNETCORE_URLS=http://0.0.0.0:8080`, or `ASPNETCORE_HTTP_PORTS`.", "https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/endpoints"));

    public static FindingKind Unreadable { get; } = Kind("SB128",
        "The body cannot be read.",
        "It has a coding that the client did not ask for and does not know, or is not what its Content-Encoding says.",
        In(Production, "10 · gzip"), Compression);

    public static FindingKind NoIds { get; } = Kind("SB131",
        "The events have no IDs.",
        "Without an ID a client that lost the connection cannot say what it has seen: what happened meanwhile is lost, or comes twice.",
        In(Reconnecting, "5 · Without the ID"),
        OfStandard("An `id:` line in each event, and an answer that goes on after `Last-Event-ID`.", "the-last-event-id-header"),
        At("ASP.NET Core", "`new SseItem<T>(data) { EventId = \"…\" }` with `TypedResults.ServerSentEvents`, and the request's header `Last-Event-ID`.", "https://learn.microsoft.com/dotnet/api/system.net.serversentevents.sseitem-1.eventid")) with
    { IsRisk = true };

    public static FindingKind NoHeartbeats { get; } = Kind("SB132",
        "The stream falls silent for long, without heartbeats.",
        "nginx, Apache and AWS's Application Load Balancer give up a connection that is silent for 60 s, unless they are told otherwise; and a server does not notice until it writes that a client vanished without closing its connection.",
        In(Production, "1 · Silence"), Silence) with
    { IsRisk = true };

    public static FindingKind Hammering { get; } = Kind("SB133",
        "The reconnection time is short.",
        "`retry` is in milliseconds; after a restart of the server every client comes back after so short a time, and may come again as fast while it fails.",
        In(Reconnecting, "3 · How long it waits"),
        OfStandard("`retry: 3000` or more, with a random part for each client.", "concept-event-stream-reconnection-time"),
        At("ASP.NET Core", "`SseItem<T>.ReconnectionInterval`, a `TimeSpan`.", "https://learn.microsoft.com/dotnet/api/system.net.serversentevents.sseitem-1.reconnectioninterval")) with
    { IsRisk = true };

    private static FindingKind[] Answer => [WrongStatus, WrongType, HtmlPage, Redirect, HasLength, Cached, NoAnswer, Unreadable];

    private static FindingKind[] Resuming => [NoIds, NoHeartbeats, Hammering];
}
