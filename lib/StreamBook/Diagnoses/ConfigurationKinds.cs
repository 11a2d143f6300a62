using System.Collections.Immutable;

namespace StreamBook.Diagnoses;

/// <summary>The kinds that are found in a configuration of nginx, without running it.</summary>
internal static class ConfigurationKinds
{
    private const string Nginx = "nginx";
    private const string Ingress = "ingress-nginx";
    private const string Backend = "the backend";
    private const string Proxy = "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#";
    private const string Core = "https://nginx.org/en/docs/http/ngx_http_core_module.html#";
    private const string Main = "https://nginx.org/en/docs/ngx_core_module.html#";
    private const string Comments = "https://nginx.org/en/docs/beginners_guide.html#conf_structure";
    private const string Annotations = "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#";
    private const string WebSocket = "https://nginx.org/en/docs/http/websocket.html";
    private const string Recipe = "06-nginx-recipe.ipynb";
    private const string Production = "07-nginx-in-production.ipynb";

    public static FindingKind Held { get; } = Kind(
        "SB201", "An event stream is held until a buffer is full or the stream ends.",
        "Over HTTP/1.0 the end of the body is the end of the connection, and with proxy_buffering on nginx then passes a buffer on only when it is full or the body has ended. Over TLS the same becomes of chunks on their way to a client of HTTP/1.1: they wait for a full ssl_buffer_size.",
        new(Recipe, "2 · Without the recipe"),
        new Cure(Nginx, "`proxy_buffering off;` in the location of the stream, or `proxy_http_version 1.1;`, with which events that come in chunks pass at once, but for clients that speak HTTP/1.1 over TLS.", new(Proxy + "proxy_buffering")),
        new Cure(Ingress, "`nginx.ingress.kubernetes.io/proxy-buffering: \"off\"`, which is its default.", new(Annotations + "proxy-buffering")),
        new Cure(Backend, "The header `X-Accel-Buffering: no` in the response.", new(Proxy + "proxy_buffering")));

    public static FindingKind Compressed { get; } = Kind(
        "SB202", "An event stream is compressed and held until it ends.",
        "With proxy_buffering on nothing asks gzip to let go of what it has: it waits for a full buffer or the end.",
        new(Production, "10 · gzip"),
        new Cure(Nginx, "`gzip off;` or `proxy_buffering off;` in the location of the stream; with buffering off gzip lets go after each read.", new("https://nginx.org/en/docs/http/ngx_http_gzip_module.html#gzip_types")),
        new Cure(Ingress, "Leave `text/event-stream` out of `gzip-types` of the ConfigMap.", new("https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#gzip-types")));

    public static FindingKind Silence { get; } = Kind(
        "SB203", "A stream that is silent for long is cut.",
        "proxy_read_timeout counts between two reads from the backend: when it is over, nginx ends the response, a WebSocket too.",
        new(Production, "1 · Silence"),
        new Cure(Nginx, "`proxy_read_timeout 1h;` in the location of the stream.", new(Proxy + "proxy_read_timeout")),
        new Cure(Ingress, "`nginx.ingress.kubernetes.io/proxy-read-timeout: \"3600\"`.", new(Annotations + "custom-timeouts")),
        new Cure(Backend, "A comment line (`:` and a blank line), or a ping, at shorter intervals than the timeout.", new("https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes"))) with
    { IsRisk = true };

    public static FindingKind HalfUpgrade { get; } = Kind(
        "SB204", "A WebSocket is refused: the two lines of its handshake are not both sent on.",
        "Upgrade and Connection go from one hop to the next only, so nginx forwards neither unless it is told; the backend needs both.",
        new(Recipe, "3 · Take away one line at a time"),
        new Cure(Nginx, "`proxy_set_header Upgrade $http_upgrade;` and `proxy_set_header Connection $connection_upgrade;` with `map $http_upgrade $connection_upgrade { default upgrade; '' ''; }` in http.", new(WebSocket)));

    public static FindingKind LostUpgrade { get; } = Kind(
        "SB205", "The lines of the WebSocket handshake are lost in this location.",
        "proxy_set_header is inherited only by a block that has none of its own: one line in the location drops all of those around it.",
        new(Recipe, "3 · Take away one line at a time"),
        new Cure(Nginx, "Repeat the lines `Upgrade` and `Connection` in the location.", new(Proxy + "proxy_set_header")));

    public static FindingKind OldVersion { get; } = Kind(
        "SB206", "A WebSocket handshake is sent on over HTTP/1.0.",
        "HTTP/1.0 has no Upgrade, and a server must ignore the line there (RFC 9110, section 7.8): some refuse, some do not look.",
        new(Recipe, "3 · Take away one line at a time"),
        new Cure(Nginx, "`proxy_http_version 1.1;`, the default from 1.29.7 on.", new(Proxy + "proxy_http_version")));

    public static FindingKind SentTwice { get; } = Kind(
        "SB207", "One header is sent to the backend twice.",
        "Each proxy_set_header of a block is sent, also a second one for the same name; one with an empty value sends nothing.",
        new(Recipe, "4 · What nginx really sends"),
        new Cure(Nginx, "Keep the one that is meant; for `Connection` use `map $http_upgrade`.", new(Proxy + "proxy_set_header")));

    public static FindingKind Underscore { get; } = Kind(
        "SB208", "A header with an underscore in its name does not reach every backend.",
        "nginx drops such names on its way in (underscores_in_headers is off by default), and those who look for X-Real-IP do not find X-Real_IP.",
        new(Recipe, "5 · A name with an underscore"),
        new Cure(Nginx, "Write a hyphen: `proxy_set_header X-Real-IP $remote_addr;`.", new(Core + "underscores_in_headers")));

    public static FindingKind PortInList { get; } = Kind(
        "SB209", "The list of client addresses is replaced by one that has a port stuck to it.",
        "X-Forwarded-For is a list of addresses: what the client's own proxy said is thrown away, and an IPv6 address with a colon and a port reads as another address, or as none.",
        new(Recipe, "6 · Who is the client?"),
        new Cure(Nginx, "`proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`, or `$remote_addr` at the edge, where the client's list is not to be believed.", new(Proxy + "var_proxy_add_x_forwarded_for")));

    public static FindingKind LostHeaders { get; } = Kind(
        "SB210", "Headers for the backend are lost in this location.",
        "proxy_set_header is inherited only by a block that has none of its own: one line in the location drops all of those around it.",
        new(Recipe, "4 · What nginx really sends"),
        new Cure(Nginx, "Repeat the lines in the location, from one file that both include.", new(Proxy + "proxy_set_header")));

    public static FindingKind Cached { get; } = Kind(
        "SB211", "An event stream is kept in the cache and replayed.",
        "Once the stream has ended, the next client gets all of it at once, as old as it is.",
        new(Production, "11 · Cache"),
        new Cure(Nginx, "`proxy_cache off;` in the location of the stream.", new(Proxy + "proxy_cache")),
        new Cure(Backend, "The header `Cache-Control: no-store` in the response, which nginx obeys unless `proxy_ignore_headers` names it.", new(Proxy + "proxy_cache_valid"))) with
    { IsRisk = true };

    public static FindingKind IgnoredWord { get; } = Kind(
        "SB212", "The backend's X-Accel-Buffering is ignored, and the stream is held.",
        "proxy_ignore_headers takes away the one word by which a backend can ask for its stream not to be buffered.",
        new(Production, "12 · Two proxies in a row"),
        new Cure(Nginx, "Leave `X-Accel-Buffering` out of `proxy_ignore_headers`, or say `proxy_buffering off;`.", new(Proxy + "proxy_ignore_headers")));

    public static FindingKind BufferedUpload { get; } = Kind(
        "SB213", "A request that is sent bit by bit is held, although proxy_request_buffering is off.",
        "HTTP/1.0 has no chunks and needs a length, so nginx first reads all of a body that comes in chunks.",
        null,
        new Cure(Nginx, "`proxy_http_version 1.1;` beside `proxy_request_buffering off;`.", new(Proxy + "proxy_request_buffering")));

    public static FindingKind NoResolver { get; } = Kind(
        "SB214", "An address with a variable cannot be looked up: every request answers 502.",
        "A name that is known only when a request comes is looked up then, and by the resolver of the configuration alone.",
        null,
        new Cure(Nginx, "`resolver ADDRESS;`, or a block `upstream` of that name.", new(Proxy + "proxy_pass")));

    public static FindingKind LostAddHeader { get; } = Kind(
        "SB215", "Headers for the client are lost in this block.",
        "add_header is inherited only by a block that has none of its own: one line drops all of those around it, CORS and security headers too.",
        null,
        new Cure(Nginx, "Repeat the lines, or `add_header_inherit merge;` from 1.29.3 on.", new("https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header")));

    public static FindingKind UnusedKeepAlive { get; } = Kind(
        "SB216", "The connections that the upstream is told to keep are closed after each request.",
        "keepalive needs HTTP/1.1 and a Connection line that is not `close`, which nginx sends before 1.29.7 unless it is told.",
        null,
        new Cure(Nginx, "`proxy_http_version 1.1;` and `proxy_set_header Connection \"\";`, or a map that gives an empty value without an upgrade.", new("https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive")));

    public static FindingKind FewConnections { get; } = Kind(
        "SB217", "Few streams fit into a worker.",
        "A stream that is passed on takes two of worker_connections for as long as it lasts, and each listening socket one.",
        new(Production, "4 · How many streams fit?"),
        new Cure(Nginx, "`worker_connections 4096` or more in events, and `worker_rlimit_nofile` above that.", new(Main + "worker_connections"))) with
    { IsRisk = true };

    public static FindingKind WrongWay { get; } = Kind(
        "SB218", "X-Accel-Buffering is sent the wrong way, and the stream is held.",
        "nginx obeys the header in what its backend answers; one that it adds itself speaks to the next proxy, and one that it sends to the backend to nobody.",
        new(Production, "12 · Two proxies in a row"),
        new Cure(Nginx, "`proxy_buffering off;`.", new(Proxy + "proxy_buffering")));

    public static FindingKind NoChunks { get; } = Kind(
        "SB219", "A stream that is cut off looks whole.",
        "Over HTTP/1.1 without chunks the end of the connection is the end of the body, and a client cannot tell a cut from an end. It does not make events come sooner.",
        new(Recipe, "8 · A saying, tested"),
        new Cure(Nginx, "Leave `chunked_transfer_encoding off;` out.", new(Core + "chunked_transfer_encoding"))) with
    { IsRisk = true };

    public static FindingKind ForeignHost { get; } = Kind(
        "SB220", "The backend of a WebSocket gets another Host than its Origin has.",
        "Unless it is told, nginx sends the name of proxy_pass as Host; a backend that compares Origin with it answers 403.",
        null,
        new Cure(Nginx, "`proxy_set_header Host $http_host;`.", new(Proxy + "proxy_set_header"))) with
    { IsRisk = true };

    public static FindingKind CutAtReload { get; } = Kind(
        "SB221", "Each reload cuts the streams that are open.",
        "worker_shutdown_timeout ends the connections of the old workers, which would else last as long as their streams.",
        new(Production, "3 · Reload with streams open"),
        new Cure(Nginx, "A `worker_shutdown_timeout` as long as a stream may last, or none.", new(Main + "worker_shutdown_timeout"))) with
    { IsRisk = true };

    public static FindingKind LateAbort { get; } = Kind(
        "SB222", "The backend of a stream does not hear at once that its client has left.",
        "With proxy_ignore_client_abort on nginx does not watch the client's connection: it notices when it has something to send, and a quiet stream keeps its backend busy until then.",
        new(Production, "7 · A client that leaves"),
        new Cure(Nginx, "Leave `proxy_ignore_client_abort on;` out of the location of the stream: it does not let a stream finish either.", new(Proxy + "proxy_ignore_client_abort"))) with
    { IsRisk = true };

    public static FindingKind NoReason { get; } = Kind(
        "SB290", "A finding is ignored without a reason.",
        "Whoever reads the comment next year cannot tell whether it still holds.",
        null,
        new Cure(Nginx, "`# book: ignore SB201 the backend says X-Accel-Buffering: no`.", new(Comments))) with
    { IsRisk = true };

    public static FindingKind IgnoresNothing { get; } = Kind(
        "SB291", "A comment ignores what is not found.",
        "The finding was mended, stands on another line, or has another ID.",
        null,
        new Cure(Nginx, "Take the comment away.", new(Comments))) with
    { IsRisk = true };

    public static FindingKind MissingInclude { get; } = Kind(
        "SB292", "A file that is included is not here.",
        "What it sets is not known here, and nginx does not start without it.",
        null,
        new Cure(Nginx, "Put the file where the include says, or lint the output of `nginx -T`, which has all of them.", new(Main + "include"))) with
    { IsRisk = true };

    public static FindingKind LoopingInclude { get; } = Kind(
        "SB293", "A file includes itself.",
        "nginx opens it again and again until it may open no more files or its stack is full, and does not start.",
        null,
        new Cure(Nginx, "Take the include away, or narrow its pattern.", new(Main + "include")));

    /// <summary>All of them, in the order of their IDs.</summary>
    public static ImmutableArray<FindingKind> All { get; } =
    [
        Held, Compressed, Silence, HalfUpgrade, LostUpgrade, OldVersion, SentTwice, Underscore, PortInList, LostHeaders, Cached, IgnoredWord, BufferedUpload,
        NoResolver, LostAddHeader, UnusedKeepAlive, FewConnections, WrongWay, NoChunks, ForeignHost, CutAtReload, LateAbort, NoReason, IgnoresNothing, MissingInclude, LoopingInclude,
    ];

    private static FindingKind Kind(string id, string title, string mechanism, NotebookSection? measured, params Cure[] cures) =>
        new() { Id = id, Title = title, Mechanism = mechanism, Measured = measured, Cures = [.. cures] };
}
