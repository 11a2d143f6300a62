using System.Collections.Immutable;
using System.Text;

namespace StreamBook.Nginx;

/// <summary>What the lab puts around a configuration. Every path is relative, so that all nginx writes is below its prefix.</summary>
/// <param name="Build">The nginx that will read the text.</param>
/// <param name="Port">The TCP port on the loopback address.</param>
/// <param name="Upstream">Where <c>http://backend</c> leads: an absolute http URL, its path ignored.</param>
/// <param name="User">The user the workers run as; null where nginx does not run as root and may not choose.</param>
internal sealed record NginxTemplate(NginxBuild Build, int Port, Uri Upstream, string? User)
{
    /// <summary>The line behind which the directives of a configuration stand in each context that has any.</summary>
    public const string Mark = "# the configuration under test";

    /// <summary>Whether nginx is in a container, where it listens on all addresses and its logs are the container's outputs.</summary>
    public bool InContainer { get; init; }

    public string Render(NginxConfiguration configuration)
    {
        var text = new StringBuilder($"# For nginx {Build.Version}.\n");
        Write(text, 0, configuration.Main, $"daemon off; pid nginx.pid; error_log {(InContainer ? "stderr" : "error.log")} notice;", $$"""
            {{(User is null ? "" : new Directive("user", User))}}
            worker_processes 1;
            events { worker_connections 128; }
            """);

        text.Append("\nhttp {\n");
        Write(text, 1, configuration.Http, $$"""
            log_format stream '$time_iso8601 "$request" $status bytes=$bytes_sent seconds=$request_time '
                'upstream=$upstream_addr upstream_status=$upstream_status header=$upstream_header_time '
                'response=$upstream_response_time upgrade=$http_upgrade completion=$request_completion';
            upstream backend { server {{Upstream.Authority}}; }
            """, TemporaryPaths + $"access_log {(InContainer ? "/dev/stdout" : "access.log")} stream if=$request_method;");

        // http2 is a parameter of listen before it is a directive; the learner writes the directive everywhere.
        var http2 = Build.HasHttp2Directive ? null : configuration.Server.LastOrDefault(directive => directive.Name == "http2");
        var server = http2 is null ? configuration.Server : configuration.Server.RemoveAll(directive => directive.Name == "http2");
        var ssl = server.Any(directive => directive.Name == "ssl_certificate");
        text.Append("\n    server {\n");
        Write(text, 2, server, $"listen {(InContainer ? "" : "127.0.0.1:")}{Port}{(ssl ? " ssl" : "")}{(http2?.Arguments is ["on"] ? " http2" : "")};", "");

        text.Append("\n        location / {\n");
        Write(text, 3, configuration.Location, "", "proxy_pass http://backend;");
        return text.Append("        }\n    }\n}\n").ToString();
    }

    private string TemporaryPaths => string.Concat(
        from path in (string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        where Build.Has($"http_{path}_module")
        select $"{path}_temp_path {path}_temp;\n");

    private static void Write(StringBuilder text, int depth, ImmutableArray<Directive> own, string kept, string defaults)
    {
        foreach (var directive in Directive.ParseAll(kept))
            directive.WriteTo(text, depth);
        foreach (var directive in Directive.ParseAll(defaults).Where(ours => !own.Any(mine => mine.Name == ours.Name)))
            directive.WriteTo(text, depth);
        if (own.IsEmpty)
            return;
        text.Append('\n').Append(' ', depth * 4).Append(Mark).Append('\n');
        foreach (var directive in own)
            directive.WriteTo(text, depth);
    }
}
