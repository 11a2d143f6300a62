namespace StreamBook.Diagnoses;

/// <summary>What helps against more than one finding.</summary>
internal static class Cures
{
    private const string NginxProxy = "https://nginx.org/en/docs/http/ngx_http_proxy_module.html";
    private const string Ingress = "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/";
    private const string Apache = "https://httpd.apache.org/docs/2.4/mod/";
    private const string HAProxy = "https://docs.haproxy.org/3.0/configuration.html";
    private const string Envoy = "https://www.envoyproxy.io/docs/envoy/latest/";
    private const string Learn = "https://learn.microsoft.com/";
    private const string EventStreams = "https://html.spec.whatwg.org/multipage/server-sent-events.html";

    public static Cure[] Buffering { get; } =
    [
        At("nginx", "`proxy_buffering off;` in the location of the stream; and before 1.29.7 `proxy_http_version 1.1;`, since a body without chunks is what nginx holds.", NginxProxy + "#proxy_buffering"),
        At("ingress-nginx", "`nginx.ingress.kubernetes.io/proxy-buffering: \"off\"` on the Ingress. It is the default, unless the ConfigMap says otherwise.", Ingress + "#proxy-buffering"),
        At("Apache", "From an HTTP backend it passes on what has come whenever the backend pauses (seen with 2.4). For AJP and FastCGI: `flushpackets=on` on `ProxyPass` or `ProxySet`.", Apache + "mod_proxy.html#proxypass"),
        At("HAProxy", "It holds no stream, but may send small chunks up to about 200 ms late, so that some come together (seen with 2.6): `option http-no-delay` ends that.", HAProxy + "#4.2"),
        At("Caddy", "`reverse_proxy` flushes `text/event-stream`, and every body without a Content-Length, by itself. What collects is `response_buffers` (in 2.6 `buffer_responses`): take it away.", "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#streaming"),
        At("Envoy", "The core passes bytes on. Look for a filter that buffers answers, such as `ext_proc` with `response_body_mode: BUFFERED`; `STREAMED` does not.", Envoy + "api-v3/extensions/filters/http/ext_proc/v3/processing_mode.proto"),
        At("the backend", "The header `X-Accel-Buffering: no` on the stream: nginx obeys it for this answer. It is for the nearest nginx only, which does not pass it on.", NginxProxy + "#proxy_buffering"),
        At("ASP.NET Core", "`await Response.Body.FlushAsync()` after each event; where a middleware or IIS buffers, `HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering()`.", Learn + "dotnet/api/microsoft.aspnetcore.http.features.ihttpresponsebodyfeature.disablebuffering"),
    ];

    public static Cure[] Compression { get; } =
    [
        At("nginx", "`gzip off;` in the location, or `text/event-stream` out of `gzip_types`. With `proxy_buffering off` each event is compressed and flushed by itself.", "https://nginx.org/en/docs/http/ngx_http_gzip_module.html#gzip_types"),
        At("ingress-nginx", "`text/event-stream` out of `gzip-types` in the ConfigMap.", "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#gzip-types"),
        At("Apache", "From an HTTP backend mod_deflate passes each event on (seen with 2.4). `SetEnvIfNoCase Request_URI \"^/stream\" no-gzip` leaves the stream as it is.", Apache + "mod_deflate.html"),
        At("HAProxy", "It compresses each chunk and passes it on, but its last bits, and with them the end of the event, come with the next chunk (seen with 2.6). `text/event-stream` out of `compression type` leaves the stream as it is.", HAProxy + "#4.2"),
        At("Caddy", "A matcher on `encode` that leaves the path of the stream out: `@rest not path /stream*` and `encode @rest gzip`. A stream whose first piece is shorter than `minimum_length`, 512 bytes, it leaves as it is (seen with 2.6).", "https://caddyserver.com/docs/caddyfile/directives/encode"),
        At("Envoy", "`text/event-stream` out of the `content_type` of the compressor filter.", Envoy + "configuration/http/http_filters/compressor_filter"),
        At("Cloudflare", "`Cache-Control: no-transform` from the backend: then it does not compress. `text/event-stream` is not among the types that it compresses by default.", "https://developers.cloudflare.com/speed/optimization/content/compression/"),
        At("the backend", "`Content-Encoding: identity` on the stream: nginx, Caddy and HAProxy leave it as it is then (seen with 1.22, 2.6 and 2.6). `Cache-Control: no-transform` forbids every hop to change it, but nginx, Apache and Caddy compress all the same (seen with 1.22, 2.4 and 2.6).", "https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.6"),
        At("ASP.NET Core", "`text/event-stream` out of `ResponseCompressionOptions.MimeTypes`; it is not in the default.", Learn + "aspnet/core/performance/response-compression"),
    ];

    public static Cure[] Silence { get; } =
    [
        At("the backend", "A comment every 15 seconds or so, such as `: ping` and a blank line: it starts anew the timer of every hop that passes it on.", EventStreams + "#authoring-notes"),
        At("nginx", "`proxy_read_timeout 1h;` in the location of the stream; the default is 60 s between two reads.", NginxProxy + "#proxy_read_timeout"),
        At("ingress-nginx", "`nginx.ingress.kubernetes.io/proxy-read-timeout: \"3600\"` on the Ingress, in seconds.", Ingress + "#custom-timeouts"),
        At("Apache", "`ProxyTimeout 3600`, or `timeout=3600` on `ProxyPass`; the default is that of `Timeout`, 60 s. `ProxyPass` lines to the same host and port share their parameters, those of the first one.", Apache + "mod_proxy.html#proxytimeout"),
        At("HAProxy", "`timeout server`, which has no default, counts the silence of an event stream; over HTTP/1.1 `timeout client` did not cut one (seen with 2.6). For a WebSocket `timeout tunnel`.", HAProxy + "#4.2"),
        At("Caddy", "No `read_timeout` in `transport http`, which is the default. Where one cuts a stream, the body ends as if it were whole (seen with 2.6): the client cannot tell.", "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#the-http-transport"),
        At("Envoy", "`idle_timeout` of the route, or `stream_idle_timeout`, which is 5 minutes.", Envoy + "faq/configuration/timeouts"),
        At("AWS load balancer", "The idle timeout of an Application Load Balancer can be raised from 60 s.", "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html"),
        At("Cloudflare", "Heartbeats: its read timeout can be changed for Enterprise customers alone.", "https://developers.cloudflare.com/fundamentals/reference/connection-limits/"),
        At("ASP.NET Core", "A loop that waits for the next event, or for 15 s with `Task.WhenAny`, and writes a comment in that case. `TypedResults.ServerSentEvents` cannot write comments: send an event of a type of its own.", Learn + "aspnet/core/fundamentals/minimal-apis/responses"),
    ];

    public static Cure[] Upgrade { get; } =
    [
        At("nginx", "`proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;` with a `map` for the last.", "https://nginx.org/en/docs/http/websocket.html"),
        At("ingress-nginx", "It passes upgrades on by itself; raise `proxy-read-timeout` and `proxy-send-timeout`, which are 60 s.", "https://kubernetes.github.io/ingress-nginx/user-guide/miscellaneous/#websockets"),
        At("Apache", "`ProxyPass \"/ws\" \"http://backend/ws\" upgrade=websocket`, from 2.4.47 on; before, mod_proxy_wstunnel and a `ws://` address. `ProxyPass` lines to the same host and port share their parameters, those of the first one: give the WebSocket another name of that host.", Apache + "mod_proxy.html#workers"),
        At("HAProxy", "It passes upgrades on by itself (seen with 2.6); `timeout tunnel` is its limit of silence.", HAProxy + "#4.2"),
        At("Caddy", "`reverse_proxy` passes upgrades on by itself.", "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy"),
        At("Envoy", "`upgrade_configs` with `upgrade_type: websocket` on the connection manager or the route.", Envoy + "intro/arch_overview/http/upgrades"),
        At("ASP.NET Core", "`app.UseWebSockets()` ahead of the endpoint, which calls `AcceptWebSocketAsync`.", Learn + "aspnet/core/fundamentals/websockets"),
    ];

    public static Cure At(string where, string text, string source) => new(where, text, new(source));

    public static Cure OfStandard(string text, string anchor) => At("the backend", text, $"{EventStreams}#{anchor}");
}
