using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamBook.Programs;
using Yarp.ReverseProxy.Configuration;

namespace StreamBook.Tests;

/// <summary>A backend, and proxies other than nginx in front of it, each with locations that do one thing wrong. A proxy starts when it is first asked for.</summary>
public sealed class OtherProxies : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streambook-proxies-").FullName;
    private readonly Dictionary<string, Task<Uri>> _proxies = [];
    private readonly List<IAsyncDisposable> _started = [];
    private Lab? _lab;

    private string Backend => _lab!.Backend.Url.Authority;

    private int BackendPort => _lab!.Backend.Url.Port;

    public async Task InitializeAsync() => _lab = await Lab.StartAsync(new() { Host = LabHost.Processes });

    public async Task DisposeAsync()
    {
        foreach (var proxy in _started)
            await proxy.DisposeAsync();
        if (_lab is not null)
            await _lab.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Where a proxy listens.</summary>
    /// <param name="name">apache2, caddy, haproxy, varnishd or yarp.</param>
    public Task<Uri> GetAsync(string name)
    {
        if (!_proxies.TryGetValue(name, out var proxy))
            _proxies[name] = proxy = name == "yarp" ? StartYarpAsync() : StartAsync(name);
        return proxy;
    }

    private async Task<Uri> StartAsync(string name)
    {
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, name switch
        {
            "apache2" => Apache,
            "caddy" => Caddy,
            "haproxy" => HAProxy,
            _ => Varnish,
        });
        var program = NginxProgram.OnPath(name)!;
        var server = await OwnServer.StartAsync(name, name switch
        {
            "apache2" => [program, "-D", "FOREGROUND", "-f", file, "-c", "Listen 127.0.0.1:{port}"],
            "caddy" => [program, "run", "--adapter", "caddyfile", "--config", file],
            "haproxy" => [program, "-db", "-f", file],
            _ => [program, "-F", "-j", "none", "-n", Path.Combine(_folder, "varnish"), "-a", "127.0.0.1:{port}", "-f", file, "-s", "malloc,16m"],
        }, [("XDG_CONFIG_HOME", _folder), ("XDG_DATA_HOME", _folder)], default);
        _started.Add(server);
        return server.Url;
    }

    // Two names for one backend: lines with the same address share its parameters, and those of the first count.
    private string Apache => $"""
        ServerRoot {_folder}
        DefaultRuntimeDir {_folder}
        PidFile apache2.pid
        ServerName localhost
        ErrorLog /dev/stderr
        User www-data
        Group www-data
        {string.Concat(((string[])["mpm_event", "authz_core", "filter", "deflate", "proxy", "proxy_http"]).Select(module => $"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n"))}
        ProxyTimeout 2
        <Location /plain/>
            ProxyPass http://{Backend}/
        </Location>
        <Location /shared/>
            ProxyPass http://{Backend}/ upgrade=websocket
        </Location>
        <Location /upgrade/>
            ProxyPass http://localhost:{BackendPort}/ upgrade=websocket
        </Location>
        <Location /gzip/>
            SetOutputFilter DEFLATE
            ProxyPass http://{Backend}/
        </Location>

        """;

    private string Caddy => $$"""
        {
            admin off
            auto_https off
        }
        http://127.0.0.1:{$PORT} {
            handle_path /plain/* {
                reverse_proxy {{Backend}}
            }
            handle_path /seldom/* {
                reverse_proxy {{Backend}} {
                    flush_interval 10s
                }
            }
            handle_path /whole/* {
                reverse_proxy {{Backend}} {
                    buffer_responses
                }
            }
            handle_path /encode/* {
                encode gzip
                reverse_proxy {{Backend}}
            }
            handle_path /no-transform/* {
                encode gzip
                reverse_proxy {{Backend}} {
                    header_down Cache-Control no-transform
                }
            }
            handle_path /impatient/* {
                reverse_proxy {{Backend}} {
                    transport http {
                        response_header_timeout 2s
                        read_timeout 2s
                    }
                }
            }
        }

        """;

    private string HAProxy => $$"""
        defaults
            mode http
            timeout connect 5s
            timeout client 1m
            timeout server 1m
        frontend all
            bind 127.0.0.1:"$PORT"
            use_backend "%[path,field(2,/)]"
        backend plain
            option http-no-delay
            http-request replace-path /plain/(.*) /\1
            server one {{Backend}}
        backend corked
            http-request replace-path /corked/(.*) /\1
            server one {{Backend}}
        backend gzip
            option http-no-delay
            compression algo gzip
            compression type text/event-stream
            http-request replace-path /gzip/(.*) /\1
            server one {{Backend}}
        backend turns
            option http-no-delay
            http-request replace-path /turns/(.*) /\1
            server one {{Backend}} maxconn 1
        backend impatient
            option http-no-delay
            timeout server 2s
            http-request replace-path /impatient/(.*) /\1
            server one {{Backend}}

        """;

    private string Varnish => $$"""
        vcl 4.1;
        backend default { .host = "127.0.0.1"; .port = "{{BackendPort}}"; .between_bytes_timeout = 2s; }
        sub vcl_recv {
            set req.http.X-Mode = regsub(req.url, "^/([a-z]+)/.*", "\1");
            set req.url = regsub(req.url, "^/[a-z]+/", "/");
            if (req.http.X-Mode == "pipe") { return (pipe); }
            if (req.http.X-Mode == "cached") { return (hash); }
            return (pass);
        }
        sub vcl_pipe {
            set bereq.http.Upgrade = req.http.Upgrade;
            set bereq.http.Connection = req.http.Connection;
        }
        sub vcl_backend_response {
            if (bereq.http.X-Mode == "whole") { set beresp.do_stream = false; }
            if (bereq.http.X-Mode == "cached") { set beresp.ttl = 1m; return (deliver); }
        }

        """;

    private async Task<Uri> StartYarpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Services.AddResponseCompression(options => options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "text/event-stream"]);
        string[] names = ["plain", "gzip", "impatient"];
        builder.Services.AddReverseProxy().LoadFromMemory(
            [
                .. names.Select(name => new RouteConfig
                {
                    RouteId = name,
                    ClusterId = name,
                    Match = new() { Path = $"/{name}/{{**rest}}" },
                    Transforms = [new Dictionary<string, string> { ["PathRemovePrefix"] = $"/{name}" }],
                }),
            ],
            [
                .. names.Select(name => new ClusterConfig
                {
                    ClusterId = name,
                    HttpRequest = name == "impatient" ? new() { ActivityTimeout = TimeSpan.FromSeconds(2) } : null,
                    Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = _lab!.Backend.Url.AbsoluteUri } },
                }),
            ]);
        var app = builder.Build();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/gzip"), gzip => gzip.UseResponseCompression());
        app.MapReverseProxy();
        await app.StartAsync();
        _started.Add(app);
        return new(app.Urls.Single());
    }
}
