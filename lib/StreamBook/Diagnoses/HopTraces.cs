using System.Collections.Immutable;

namespace StreamBook.Diagnoses;

/// <summary>The hops that a header section betrays.</summary>
internal static class HopTraces
{
    // The name of a hop, the header that it leaves, and what its value contains where the name alone does not tell.
    private static readonly (string Hop, string Header, string Contains)[] _all =
    [
        ("nginx", "Server", "nginx"), ("nginx", "Server", "openresty"), ("Apache", "Server", "Apache"), ("Caddy", "Server", "Caddy"), ("Envoy", "Server", "envoy"),
        ("ASP.NET Core", "Server", "Kestrel"), ("IIS", "Server", "IIS"), ("Cloudflare", "Server", "cloudflare"), ("CloudFront", "Server", "CloudFront"),
        ("AWS load balancer", "Server", "awselb"), ("Google Cloud", "Via", "google"), ("Heroku", "Via", "heroku"), ("Heroku", "Via", "vegur"), ("Varnish", "Via", "varnish"),
        ("Caddy", "Via", "Caddy"), ("CloudFront", "Via", "cloudfront"), ("Cloudflare", "CF-Ray", ""), ("CloudFront", "X-Amz-Cf-Id", ""), ("Fastly", "X-Served-By", "cache-"),
        ("Envoy", "X-Envoy-Upstream-Service-Time", ""), ("Varnish", "X-Varnish", ""), ("Azure Front Door", "X-Azure-Ref", ""), ("Vercel", "X-Vercel-Id", ""), ("Fly.io", "Fly-Request-Id", ""),
        ("Kong", "X-Kong-Proxy-Latency", ""), ("a cache", "X-Cache", ""), ("a cache", "Age", ""), ("a proxy", "Via", ""),
    ];

    /// <summary>Each once, with the field that says so.</summary>
    public static IEnumerable<HopTrace> Of(ImmutableArray<HeaderLine> headers)
    {
        HashSet<string> hops = [], fields = [];
        foreach (var (hop, name, contains) in _all)
        {
            var header = headers.FirstOrDefault(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && line.Value.Contains(contains, StringComparison.OrdinalIgnoreCase));
            // "A proxy" by a Via that named Varnish already would be one more than there is.
            if (header is not null && (contains.Length > 0 || !fields.Contains(name)) && hops.Add(hop))
            {
                fields.Add(name);
                yield return new(hop, header);
            }
        }
    }
}
