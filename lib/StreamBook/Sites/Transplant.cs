using System.Collections.Immutable;
using System.Globalization;
using StreamBook.Nginx;

namespace StreamBook.Sites;

/// <summary>Somebody's configuration, put into a lab: what only their machine has is replaced, everything else stays.</summary>
/// <param name="Configuration">What the lab's nginx is given: their servers, beside the lab's own.</param>
/// <param name="Differences">What was replaced or left out, a sentence each, without its full stop.</param>
internal sealed record Transplant(NginxConfiguration Configuration, ImmutableArray<string> Differences)
{
    // The lab has its own of these, as have all who run nginx without being root.
    private static readonly string[] _ofTheMachine =
    [
        "user", "pid", "daemon", "lock_file", "error_log", "access_log", "log_format", "load_module", "worker_processes", "worker_priority", "worker_cpu_affinity", "worker_rlimit_nofile", "worker_rlimit_core",
        "master_process", "working_directory", "pcre_jit", "use", "client_body_temp_path", "proxy_temp_path", "fastcgi_temp_path", "uwsgi_temp_path", "scgi_temp_path", "proxy_bind", "resolver", "resolver_timeout",
        "http2", "http3", "quic_retry", "ssl", "auth_basic", "auth_basic_user_file", "auth_request", "stream", "mail",
    ];

    /// <summary>Puts it there.</summary>
    /// <param name="site">The configuration.</param>
    /// <param name="location">The location that is to be tried; its server is to answer.</param>
    /// <param name="port">The port that its servers are to listen on, over TLS if that one does.</param>
    /// <param name="backend">Host and port of what takes the place of every backend.</param>
    /// <param name="nginx">The lab's nginx.</param>
    public static Transplant Of(Site site, ProxiedLocation location, int port, string backend, NginxBuild nginx)
    {
        var move = new Move(site, location, port, backend, nginx);
        var main = site.Main.Block!.Value.Where(directive => directive.Name != "http").SelectMany(move.Directive).ToImmutableArray();
        ImmutableArray<Directive> http = [.. location.Tls is null ? [] : SelfSignedCertificate.Directives, .. site.Http.SelectMany(http => http.Block!.Value).SelectMany(move.Directive)];
        return new(Recipe.Bare with { Main = main, Http = http }, [.. move.Differences.Distinct()]);
    }

    private sealed class Move(Site site, ProxiedLocation location, int port, string backend, NginxBuild nginx)
    {
        private readonly bool _isSecure = location.Tls is not null;
        private readonly bool _speaksHttp2 = location is { Tls: not null, OffersHttp2: true };
        private int _cacheCount;

        public List<string> Differences { get; } = [];

        public IEnumerable<Directive> Directive(SiteDirective directive)
        {
            // How much TLS collects before it sends is part of how a stream is delivered.
            var isOfTls = directive.Name.StartsWith("proxy_ssl_", StringComparison.Ordinal)
                || (directive.Name.StartsWith("ssl_", StringComparison.Ordinal) && !(_isSecure && directive.Name == "ssl_buffer_size"));
            if (isOfTls || _ofTheMachine.Contains(directive.Name))
                return Without($"{directive.Name} is left out ({directive.Place})");
            return directive.Name switch
            {
                "listen" => [],
                "upstream" when directive.Arguments is ["backend"] => Without($"upstream backend is the lab's own ({directive.Place})"),
                "upstream" => [Upstream(directive)],
                "server" when directive.Block is not null => [Server(directive)],
                "proxy_cache_path" => [new("proxy_cache_path", [string.Create(CultureInfo.InvariantCulture, $"cache{++_cacheCount}"), .. directive.Arguments.Skip(1)])],
                "proxy_pass" => [Pass(directive)],
                _ => [Same(directive, directive.Block)],
            };
        }

        private IEnumerable<Directive> Without(string sentence)
        {
            Differences.Add(sentence);
            return [];
        }

        private Directive Server(SiteDirective server)
        {
            Differences.Add(string.Create(CultureInfo.InvariantCulture, $"its servers listen on 127.0.0.1:{port}{(_isSecure ? ", with a certificate of the lab" : "")}{(_speaksHttp2 ? ", and speak HTTP/2 too; they are asked over HTTP/1.1 unless it says so" : "")}"));
            List<string> listen = [string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}")];
            if (_isSecure)
                listen.Add("ssl");
            // It is a directive from 1.25.1 on.
            if (_speaksHttp2 && !nginx.HasHttp2Directive)
                listen.Add("http2");
            if (ReferenceEquals(server, location.Server))
                listen.Add("default_server");
            Directive[] http2 = _speaksHttp2 && nginx.HasHttp2Directive ? [new("http2", "on")] : [];
            return new(server.Name, [], [new("listen", listen), .. http2, .. server.Block!.Value.SelectMany(Directive)]);
        }

        private Directive Upstream(SiteDirective upstream)
        {
            Differences.Add($"upstream {string.Join(' ', upstream.Arguments)} is the lab's backend ({upstream.Place})");
            return new(upstream.Name, upstream.Arguments, [new("server", backend), .. upstream.Block!.Value.Where(line => line.Name is "keepalive" or "keepalive_timeout" or "keepalive_requests" or "keepalive_time").Select(line => Same(line, null))]);
        }

        // The name of an upstream stays, for what it keeps open; of an address only the path does, unless it has variables.
        private Directive Pass(SiteDirective pass)
        {
            var target = pass.Arguments[0];
            var host = ProxiedLocation.Host(target);
            var known = site.Http.SelectMany(http => http.Inner("upstream")).Any(upstream => upstream.Arguments is [var name] && name == host);
            var scheme = target.IndexOf("://", StringComparison.Ordinal);
            var path = scheme < 0 || target.Contains('$', StringComparison.Ordinal) || host.StartsWith("unix:", StringComparison.Ordinal) ? "" : target[(scheme + 3 + host.Length)..];
            if (!known)
                Differences.Add($"{target} is the lab's backend ({pass.Place})");
            return new("proxy_pass", $"http://{(known ? host : backend)}{path}");
        }

        private Directive Same(SiteDirective directive, ImmutableArray<SiteDirective>? block) => block is { } inner
            ? new(directive.Name, directive.Arguments, inner.SelectMany(Directive))
            : new(directive.Name, directive.Arguments);
    }
}
