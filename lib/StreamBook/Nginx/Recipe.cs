using System.Collections.Immutable;

namespace StreamBook;

/// <summary>A configuration with a name, and those that the workbook measures.</summary>
/// <param name="Name">Lower case, one word.</param>
/// <param name="Summary">What it is for, in one sentence.</param>
/// <param name="Configuration">The configuration.</param>
public sealed record Recipe(string Name, string Summary, NginxConfiguration Configuration)
{
    /// <summary>
    /// Nothing but <c>proxy_pass</c>. Before nginx 1.29.7 it speaks HTTP/1.0 to the backend and holds a stream; from
    /// then on it speaks HTTP/1.1 with an empty <c>Connection</c>, and events that fit into a buffer stream
    /// (https://nginx.org/en/CHANGES), except over TLS to a client of HTTP/1.1, where nginx's buffer for TLS holds them.
    /// </summary>
    public static NginxConfiguration Bare { get; } = new();

    /// <summary>The seven lines of the article that the workbook starts from, exactly and in their order.</summary>
    public static NginxConfiguration Article { get; } = Bare.With("""
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "Upgrade";
        proxy_set_header X-Real_IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr:$remote_port;
        """);

    /// <summary>
    /// Holds a short stream, and lets a long one out in lumps, on any nginx: over HTTP/1.0 the end of the body is the
    /// end of the connection, and nginx then passes a buffer on only when it is full or the stream has ended.
    /// </summary>
    public static NginxConfiguration Held { get; } = Bare.With("""
        proxy_http_version 1.0;
        proxy_buffering on;
        """);

    /// <summary>Forwards event streams and WebSockets. Each line has its reason:</summary>
    /// <remarks><list type="bullet">
    /// <item><c>map $http_upgrade</c>: <c>Connection: upgrade</c> goes out only with a request that asks for an upgrade; an empty value sends no line.</item>
    /// <item><c>proxy_http_version 1.1</c>: the version that has <c>Upgrade</c>, and chunked framing. The default from 1.29.7.</item>
    /// <item><c>Upgrade</c>, <c>Connection</c>: hop-by-hop, so nginx forwards them only when told (https://nginx.org/en/docs/http/websocket.html).</item>
    /// <item><c>Host $http_host</c>: as the client wrote it, with the port that <c>$host</c> drops.</item>
    /// <item><c>X-Real-IP</c>: with hyphens; a name with an underscore is dropped by many readers, nginx among them.</item>
    /// <item><c>X-Forwarded-For $proxy_add_x_forwarded_for</c>: adds to the list that came in, where <c>$remote_addr</c> throws it away.</item>
    /// <item><c>X-Forwarded-Proto</c>: lets the backend write links and cookies that fit the client's scheme.</item>
    /// <item><c>proxy_buffering off</c>: each event leaves at once, whatever its size and the framing of the body, also over gzip.</item>
    /// <item><c>proxy_read_timeout 1h</c>: the default of 60 s ends a stream that is silent for that long.</item>
    /// </list></remarks>
    public static NginxConfiguration Recommended { get; } = Bare
        .With("map $http_upgrade $connection_upgrade { default upgrade; '' ''; }", NginxContext.Http)
        .With("""
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_set_header Host $http_host;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_buffering off;
            proxy_read_timeout 1h;
            """);

    /// <summary>All of them, in the order a learner meets them.</summary>
    public static ImmutableArray<Recipe> All { get; } =
    [
        new("bare", "Nothing but proxy_pass.", Bare),
        new("article", "The article's seven lines.", Article),
        new("held", "Holds a short stream until it ends, and lets a long one out in lumps.", Held),
        new("recommended", "Event streams and WebSockets, each line with a reason.", Recommended),
    ];

    /// <summary>Finds a recipe by its name, in any case of letters.</summary>
    /// <param name="name">For example <c>article</c>.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static Recipe Find(string name) =>
        All.FirstOrDefault(recipe => recipe.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no recipe '{name}'. There are: {string.Join(", ", All.Select(recipe => recipe.Name))}.", nameof(name));
}
