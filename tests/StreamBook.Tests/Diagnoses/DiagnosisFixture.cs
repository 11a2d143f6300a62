using System.Diagnostics;
using System.Text;

namespace StreamBook.Tests;

/// <summary>
/// One lab for all findings: an nginx in front of the backend, whose locations each do one thing wrong, another in front of that one,
/// and one in front of a server that says nothing of when it sent what. What takes long is begun at once, and waited for side by side.
/// </summary>
public sealed class DiagnosisFixture : IAsyncLifetime
{
    private const string Inner = """
        location /held/ { proxy_http_version 1.0; proxy_buffering on; proxy_pass http://backend/; }
        location /gzip/ { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering on; gzip on; gzip_min_length 0; gzip_types text/event-stream; gzip_proxied any; proxy_pass http://backend/; }
        location /flushed-gzip/ { proxy_buffering off; gzip on; gzip_min_length 0; gzip_types text/event-stream; gzip_proxied any; proxy_pass http://backend/; }
        location /headers-late/ { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering on; proxy_pass http://backend/; }
        location /impatient/ { proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; proxy_buffering off; proxy_read_timeout 2s; proxy_pass http://backend/; }
        location /cached/ { proxy_buffering on; proxy_cache streams; proxy_cache_valid 200 1m; proxy_ignore_headers Cache-Control; add_header X-Cache-Status $upstream_cache_status; proxy_pass http://backend/; }
        location /no-upgrade/ { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://backend/; }
        location /slash/ { proxy_pass http://backend/; }
        location /by-method/ { if ($request_method = POST) { rewrite ^/by-method/(.*) /held/$1 last; } proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_pass http://backend/; }
        location /beside/ { proxy_pass http://backend/; }
        location = /beside { proxy_pass http://backend/clock; }
        location /no-transform/ { proxy_buffering off; proxy_hide_header Cache-Control; add_header Cache-Control no-transform; proxy_pass http://backend/; }
        location /kept/ { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering on; proxy_cache streams; proxy_cache_valid 200 1m; proxy_ignore_headers Cache-Control; proxy_pass http://backend/; }
        location /alone/ { limit_conn alone 1; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_pass http://backend/; }
        location = /closed { return 444; }
        location = /moved { return 302 /clock; }
        location = /page { default_type text/html; return 200 "<!doctype html><title>The app</title>"; }
        location = /file { default_type text/event-stream; return 200 "id: 1\ndata: one\n\nid: 2\ndata: two\n\n"; }
        """;

    // Another machine's clock: hours or days ahead of this one's, or behind it.
    private const string OtherClocks = """
        location /ahead/ { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_hide_header Stream-Began; add_header Stream-Began 9$upstream_http_stream_began; proxy_pass http://backend/; }
        location /ahead-held/ { proxy_http_version 1.0; proxy_buffering on; proxy_hide_header Stream-Began; add_header Stream-Began 9$upstream_http_stream_began; proxy_pass http://backend/; }
        location /behind/ { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; proxy_hide_header Stream-Began; add_header Stream-Began -$upstream_http_stream_began; proxy_pass http://backend/; }
        location /behind-held/ { proxy_http_version 1.0; proxy_buffering on; proxy_hide_header Stream-Began; add_header Stream-Began -$upstream_http_stream_began; proxy_pass http://backend/; }
        """;

    private const string OuterGzip = "location /outer-gzip/ { proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_buffering on; gzip on; gzip_min_length 0; gzip_types text/event-stream; gzip_proxied any; proxy_pass http://backend/; }";

    private const string OuterHeld = "location /outer-held/ { proxy_http_version 1.0; proxy_buffering on; proxy_pass http://backend/; }";

    private const string HeldOverOne = """
        location /by-version/ {
            if ($server_protocol = "HTTP/1.1") { rewrite ^/by-version/(.*) /outer-held/$1 last; }
            rewrite ^/by-version/(.*) /$1 break;
            proxy_buffering off;
            proxy_pass http://backend;
        }
        """;

    private static readonly SemaphoreSlim _worker = new(1);

    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Lab? _lab;
    private HomeServer? _home;
    private HomeServer? _parser;
    private NginxServer? _outer;
    private NginxServer? _atHome;
    private NginxServer? _secure;

    /// <summary>In front of the backend.</summary>
    public NginxServer Nginx => _lab!.Nginx;

    public BackendServer Backend => _lab!.Backend;

    /// <summary>In front of <see cref="Nginx"/>.</summary>
    public NginxServer Outer => _outer!;

    /// <summary>In front of <see cref="Nginx"/>, over TLS, and over HTTP/2 where a client wants it.</summary>
    public NginxServer Secure => _secure!;

    /// <summary>Sends events without any mark.</summary>
    public Uri Home => _home!.Url;

    /// <summary>In front of <see cref="Home"/>, with a location that holds.</summary>
    public NginxServer AtHome => _atHome!;

    /// <summary>In front of <see cref="Nginx"/>: takes the stream apart and writes its events anew, without the comments.</summary>
    public Uri Parser => _parser!.Url;

    public Task<Capture> CutAt15Seconds { get; private set; } = null!;

    public Task<Capture> SilentFor21Seconds { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _lab = await Lab.StartAsync(new()
        {
            Host = LabHost.Processes,
            Configuration = Recipe.Recommended.With("proxy_cache_path cache keys_zone=streams:1m; limit_conn_zone $binary_remote_addr zone=alone:1m;", NginxContext.Http).With(Inner, NginxContext.Server).With(OtherClocks, NginxContext.Server),
        });
        _home = HomeServer.Start(ServeAsync);
        _parser = HomeServer.Start(ParseAsync);
        _outer = await _lab.AddNginxAsync(Recipe.Recommended.With(OuterHeld, NginxContext.Server).With(OuterGzip, NginxContext.Server), _lab.Nginx.Url);
        _atHome = await _lab.AddNginxAsync(Recipe.Recommended.With(OuterHeld, NginxContext.Server), _home.Url);
        _secure = await _lab.AddNginxAsync(Recipe.Recommended.WithSelfSignedCertificate().With("http2 on;", NginxContext.Server).With(OuterHeld, NginxContext.Server).With(HeldOverOne, NginxContext.Server), _lab.Nginx.Url);
        CutAt15Seconds = _atHome.CaptureAsync("/aged");
        SilentFor21Seconds = _atHome.CaptureAsync("/quiet");
    }

    public async Task DisposeAsync()
    {
        _end.TrySetResult();
        _home?.Dispose();
        _parser?.Dispose();
        if (_lab is not null)
            await _lab.DisposeAsync();
    }

    /// <summary>Events as a stream, of about 100 bytes each.</summary>
    public static string Event(int number) => $"id: {number:000}\ndata: {number:000} {new string('.', 88)}\n\n";

    private async Task ServeAsync(HomeRequest request)
    {
        var body = await request.BeginAsync("text/event-stream");
        switch (request.Target.Split('?')[0])
        {
            // Thinks, and then writes, as a language model does.
            case "/model":
                await WaitAsync(500);
                await SendAsync(body, 12, 30);
                break;
            // Works on all of it, and then writes event by event.
            case "/slow":
                await WaitAsync(400);
                await SendAsync(body, 8, 0);
                break;
            case "/aged":
                for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(15);)
                    await SendAsync(body, 1, 100);
                throw new IOException("This is as old as a stream may become.");
            case "/quiet":
                await SendAsync(body, 1, 0);
                await WaitAsync(21_000);
                await SendAsync(body, 1, 0);
                break;
            case "/silent":
                await WaitAsync(60_000);
                break;
            case "/batches":
                for (var i = 0; i < 4; i++)
                {
                    await WaitAsync(200);
                    await body.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(4 * i, 4).Select(Event))));
                }

                break;
            // Serves one at a time, and does not look whether the one is still there.
            case "/one-worker":
                await WorkAsync(body);
                break;
            case "/no-ids":
                await body.WriteAsync("data: one\n\n"u8.ToArray());
                await WaitAsync(50);
                await body.WriteAsync("data: two\n\n"u8.ToArray());
                break;
            default:
                await SendAsync(body, 8, 60);
                break;
        }
    }

    private async Task WorkAsync(Stream body)
    {
        await _worker.WaitAsync();
        for (var i = 0; i < 8; i++)
        {
            await WaitAsync(60);
            await body.WriteAsync(Encoding.UTF8.GetBytes(Event(i))).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _worker.Release();
    }

    private async Task ParseAsync(HomeRequest request)
    {
        var body = await request.BeginAsync("text/event-stream");
        using var client = new HttpClient();
        await using var stream = await client.GetStreamAsync(new Uri(Nginx.Url, request.Target));
        var decoder = new EventStreamDecoder();
        var buffer = new byte[4096];
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
        {
            foreach (var dispatched in Decode(buffer.AsSpan(0, count)))
                await body.WriteAsync(Encoding.UTF8.GetBytes($"id: {dispatched.LastEventId}\ndata: {dispatched.Data}\n\n"));
        }

        List<ServerSentEvent> Decode(ReadOnlySpan<byte> bytes)
        {
            List<ServerSentEvent> events = [];
            while (decoder.TryRead(ref bytes, out var dispatched))
                events.Add(dispatched);
            return events;
        }
    }

    private async Task SendAsync(Stream body, int count, int interval)
    {
        for (var i = 0; i < count; i++)
        {
            await WaitAsync(interval);
            await body.WriteAsync(Encoding.UTF8.GetBytes(Event(i)));
        }
    }

    private async Task WaitAsync(int milliseconds) => await Task.WhenAny(Task.Delay(milliseconds), _end.Task);
}

[CollectionDefinition(Name)]
public sealed class DiagnosisCollection : ICollectionFixture<DiagnosisFixture>
{
    public const string Name = "diagnoses";
}
