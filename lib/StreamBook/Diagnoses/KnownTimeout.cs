using System.Collections.Immutable;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>A time after which something well known gives a stream up, unless it is told another.</summary>
/// <param name="Seconds">The time.</param>
/// <param name="Who">Who has this default, and what it is called.</param>
/// <param name="IsTotal">Whether it counts the whole answer; otherwise the silence.</param>
/// <param name="Source">Where that is documented.</param>
internal sealed record KnownTimeout(int Seconds, string Who, bool IsTotal, Uri Source)
{
    public static ImmutableArray<KnownTimeout> All { get; } =
    [
        Total(15, "Envoy's `timeout` of a route", "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts"),
        Total(30, "Google Cloud's backend service timeout", "https://cloud.google.com/load-balancing/docs/https#timeout-bes"),
        Total(300, "Cloud Run's request timeout", "https://cloud.google.com/run/docs/configuring/request-timeout"),
        Silence(30, "CloudFront's origin response timeout", "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_VpcOriginConfig.html"),
        Silence(30, "Heroku's router before the first byte", "https://devcenter.heroku.com/articles/request-timeout"),
        Silence(50, "`timeout server` in the haproxy.cfg of Debian", "https://salsa.debian.org/haproxy-team/haproxy/-/blob/master/debian/haproxy.cfg"),
        Silence(55, "Heroku's router after the first byte", "https://devcenter.heroku.com/articles/request-timeout"),
        Silence(60, "nginx's `proxy_read_timeout`, that of ingress-nginx too", "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout"),
        Silence(60, "Apache's `ProxyTimeout`, which is that of `Timeout`", "https://httpd.apache.org/docs/2.4/mod/core.html#timeout"),
        Silence(60, "Varnish's `between_bytes_timeout`", "https://varnish-cache.org/docs/7.1/reference/varnishd.html#between-bytes-timeout"),
        Silence(60, "the idle timeout of an Application Load Balancer of AWS", "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html"),
        Silence(100, "Cloudflare's proxy read timeout before it was 120 s", "https://github.com/cloudflare/cloudflare-docs/blob/0010e3da9a28b6e6ca003413ab1b5c4b6b7a70f1/src/content/docs/fundamentals/reference/connection-limits.mdx"),
        Silence(100, "YARP's `ActivityTimeout`", "https://learn.microsoft.com/aspnet/core/fundamentals/servers/yarp/http-client-config"),
        Silence(120, "Cloudflare's proxy read timeout", "https://developers.cloudflare.com/fundamentals/reference/connection-limits/"),
        Silence(120, "the `requestTimeout` of the ASP.NET Core Module in IIS, for an app in a process of its own", "https://learn.microsoft.com/aspnet/core/host-and-deploy/iis/web-config"),
        Silence(240, "the idle timeout of Azure Load Balancer", "https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-idle-timeout"),
        Silence(300, "Envoy's `stream_idle_timeout`", "https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts"),
        Silence(350, "the idle timeout of a Network Load Balancer of AWS", "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html"),
        Silence(600, "the ten minutes after which Google Cloud's networks forget an idle connection", "https://cloud.google.com/compute/docs/troubleshooting/general-tips"),
    ];

    // A timer comes late rather than early, and a slow machine sees its end later still.
    private static readonly TimeSpan _early = TimeSpan.FromSeconds(0.4);
    private static readonly TimeSpan _late = TimeSpan.FromSeconds(1.5);

    /// <summary>Those that such a time fits.</summary>
    public static ImmutableArray<KnownTimeout> Of(TimeSpan time, bool isTotal) =>
        [.. All.Where(known => known.IsTotal == isTotal && time >= TimeSpan.FromSeconds(known.Seconds) - _early && time <= TimeSpan.FromSeconds(known.Seconds) + _late)];

    /// <summary>Those that such a time fits, as a sentence; that none does, if so.</summary>
    public static string InWords(TimeSpan time, bool isTotal) => Of(time, isTotal) is { IsEmpty: false } known
        ? $"{Words.Of(known[0].Seconds)} s is the default of {string.Join("; and of ", known.Select(one => one.Who))}."
        : "No well-known default is so long: look for a setting.";

    private static KnownTimeout Total(int seconds, string who, string source) => new(seconds, who, true, new(source));

    private static KnownTimeout Silence(int seconds, string who, string source) => new(seconds, who, false, new(source));
}
