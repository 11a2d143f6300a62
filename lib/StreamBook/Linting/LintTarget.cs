using StreamBook.Sites;

namespace StreamBook.Linting;

/// <summary>A proxied location as the rules look at it: what is in force, what nginx does unless told, and what is known of streams there.</summary>
/// <param name="Location">The location.</param>
/// <param name="Nginx">The version of nginx.</param>
/// <param name="Traffic">What comes this way, as far as it is known.</param>
internal sealed record LintTarget(ProxiedLocation Location, Version Nginx, Traffic Traffic)
{
    // "The default value of the proxy_http_version directive is now 1.1" (https://nginx.org/en/CHANGES).
    private static readonly Version _http11ByDefault = new(1, 29, 7);

    private static readonly Version _headersCanMerge = new(1, 29, 3);

    /// <summary>Whether this nginx speaks HTTP/1.1 to backends, and keeps their connections, unless told.</summary>
    public bool SpeaksHttp11ByDefault => Nginx >= _http11ByDefault;

    /// <summary>Whether requests go to the backend over HTTP/1.0.</summary>
    public bool SpeaksHttp10 => Location.Setting("proxy_http_version") is { Arguments: [var version] } ? version == "1.0" : !SpeaksHttp11ByDefault;

    public bool Buffers => Location.IsOn("proxy_buffering", byDefault: true);

    /// <summary>
    /// The <c>listen</c> through which clients come over TLS; null if there is none. With buffering on, what nginx sends
    /// there to a client of HTTP/1.1 waits for a full <c>ssl_buffer_size</c>; the frames of HTTP/2 do not wait.
    /// </summary>
    public SiteDirective? Tls => Location.Tls;

    /// <summary>Whether clients can speak HTTP/2.</summary>
    public bool OffersHttp2 => Location.OffersHttp2;

    /// <summary>Whether the line Upgrade of a WebSocket handshake is sent on.</summary>
    public bool PassesUpgrade => Location.SentHeader("Upgrade") is { } values && values.Any(value => value.Length > 0);

    public bool MergesHeaders => Nginx >= _headersCanMerge && Location.Setting("add_header_inherit") is { Arguments: ["merge"] };

    /// <summary>How grave what breaks streams is here.</summary>
    public LintLevel StreamLevel => Traffic switch
    {
        { Named: not null } => LintLevel.Error,
        { CarriesStreams: true } => LintLevel.Warning,
        _ => LintLevel.Note,
    };

    /// <summary>The words for a setting in force: the directive and where it stands, or that it is the default.</summary>
    public string Words(string name, string defaultValue) => Location.Setting(name) is { } set
        ? $"`{set}` ({set.Place})"
        : $"{name} is not set, which means {defaultValue}";

    /// <summary>The words for the version spoken to the backend.</summary>
    public string VersionWords => Words("proxy_http_version", SpeaksHttp11ByDefault ? "1.1" : $"1.0 in nginx {Nginx} (1.1 from 1.29.7 on)");

    /// <summary>The place of the first of these that is set in the location itself; that of <c>proxy_pass</c> if none is.</summary>
    public SitePlace PlaceOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Location.Setting(name) is { } set)
                return set.Place;
        }

        return Location.Pass.Place;
    }

    /// <summary>A finding that rests on something not being set: a file that is missing may set it.</summary>
    public LintFinding Absent(FindingKind kind, LintLevel level, SitePlace place, string seen) => Location.Unknown is { } unknown
        ? Finding(kind, LintLevel.Note, place, $"{seen} Unless `{unknown}` ({unknown.Place}), which is not here, says otherwise.")
        : Finding(kind, level, place, seen);

    public LintFinding Finding(FindingKind kind, LintLevel level, SitePlace place, string seen) => new(kind, level, place, Location.Name, seen);
}
