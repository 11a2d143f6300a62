using StreamBook.Diagnoses;

namespace StreamBook.Tests;

/// <summary>What a rule is worth: a configuration that shows what it warns of, one that does not, and how to see it.</summary>
/// <param name="Kind">The kind of finding.</param>
/// <param name="Broken">Has the finding.</param>
/// <param name="Mended">Has it not.</param>
/// <param name="IsBroken">Whether nginx shows it.</param>
internal sealed record LintProof(FindingKind Kind, Func<LintLab, NginxConfiguration> Broken, Func<LintLab, NginxConfiguration> Mended, Func<LintLab, NginxServer, Task<bool>> IsBroken)
{
    // Long enough that a client which a busy machine lets wait still sees its begin before its end.
    private const string Stream = "/clock?count=15&interval=100";

    private static readonly NginxConfiguration _upgrade = Recipe.Bare
        .With("map $http_upgrade $connection_upgrade { default upgrade; '' ''; }", NginxContext.Http)
        .With("proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; proxy_set_header Host $http_host;");

    public static IReadOnlyList<LintProof> All { get; } =
    [
        new(ConfigurationKinds.Held, Plain("proxy_http_version 1.0;"), Plain("proxy_http_version 1.0; proxy_buffering off;"), async (_, nginx) => await DeliveryAsync(nginx) is Delivery.Held),
        new(ConfigurationKinds.Compressed, Plain("proxy_http_version 1.1; gzip on; gzip_types text/event-stream;"), Plain("proxy_http_version 1.1; gzip on; gzip_types text/event-stream; proxy_buffering off;"), async (_, nginx) => await DeliveryAsync(nginx) is Delivery.Held),
        new(ConfigurationKinds.Silence, Plain("proxy_buffering off; proxy_read_timeout 1s;"), Plain("proxy_buffering off; proxy_read_timeout 1h;"), async (_, nginx) => (await nginx.CaptureAsync("/clock?count=3&interval=50&pause=4000")).Failure is not null),
        new(ConfigurationKinds.HalfUpgrade, Plain("proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;"), _ => _upgrade, RefusesAsync),
        new(
            ConfigurationKinds.LostUpgrade,
            _ => Recipe.Bare.With("proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;", NginxContext.Server).With("proxy_http_version 1.1; proxy_set_header X-Own 1;"),
            _ => Recipe.Bare.With("proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;", NginxContext.Server).With("proxy_http_version 1.1;"), RefusesAsync),
        new(ConfigurationKinds.OldVersion, lab => _upgrade.Without("proxy_http_version").With($"proxy_http_version 1.0; proxy_pass http://{lab.Strict.Authority};"), lab => _upgrade.With($"proxy_pass http://{lab.Strict.Authority};"), RefusesAsync),
        new(ConfigurationKinds.SentTwice, Plain("proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Real-IP $realip_remote_addr;"), Plain("proxy_set_header X-Real-IP $remote_addr;"), async (_, nginx) => (await nginx.EchoRequestAsync()).Values("X-Real-IP").Length > 1),
        new(
            ConfigurationKinds.Underscore, lab => Recipe.Bare.With($"proxy_pass {lab.Inner.Url}; proxy_set_header X-Real_IP $remote_addr;"), lab => Recipe.Bare.With($"proxy_pass {lab.Inner.Url}; proxy_set_header X-Real-IP $remote_addr;"),
            async (_, nginx) => (await nginx.EchoRequestAsync()) is var request && request.Values("X-Real-IP").IsEmpty && request.Values("X-Real_IP").IsEmpty),
        new(ConfigurationKinds.PortInList, Known("proxy_set_header X-Forwarded-For $remote_addr:$remote_port;"), Known("proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"), async (_, nginx) => !(await ListAsync(nginx)).SequenceEqual(["203.0.113.7", "2001:db8::1"])),
        new(
            ConfigurationKinds.LostHeaders, _ => Recipe.Bare.With("proxy_set_header X-Forwarded-Proto https;", NginxContext.Server).With("proxy_set_header X-Own 1;"), _ => Recipe.Bare.With("proxy_set_header X-Forwarded-Proto https;", NginxContext.Server),
            async (_, nginx) => (await nginx.EchoRequestAsync()).Values("X-Forwarded-Proto").IsEmpty),
        new(ConfigurationKinds.Cached, Caching("proxy_cache kept;"), Caching("proxy_cache off;"), IsReplayedAsync),
        new(ConfigurationKinds.IgnoredWord, Plain("proxy_http_version 1.0; proxy_ignore_headers X-Accel-Buffering;"), Plain("proxy_http_version 1.0;"), async (_, nginx) => (await nginx.CaptureAsync(Stream + "&accel=no")).Delivery is Delivery.Held),
        new(ConfigurationKinds.BufferedUpload, Plain("proxy_http_version 1.0; proxy_request_buffering off;"), Plain("proxy_http_version 1.1; proxy_request_buffering off;"), SlowUpload.IsOvertakenAsync),
        new(
            ConfigurationKinds.NoResolver, lab => Recipe.Bare.With($"set $where localhost:{lab.Lab.Backend.Url.Port}; proxy_pass http://$where;"), Plain("set $where backend; proxy_pass http://$where;"),
            async (_, nginx) => (await nginx.CaptureAsync("/clock?count=1")).Status == 502 && nginx.ErrorLog.Contains("no resolver defined", StringComparison.Ordinal)),
        new(
            ConfigurationKinds.LostAddHeader, _ => Recipe.Bare.With("add_header X-Outer 1;", NginxContext.Server).With("add_header X-Own 1;"), _ => Recipe.Bare.With("add_header X-Outer 1;", NginxContext.Server),
            async (_, nginx) => (await nginx.CaptureAsync("/clock?count=1")).Header("X-Outer") is null),
        new(ConfigurationKinds.UnusedKeepAlive, Keeping("proxy_http_version 1.0;"), Keeping("proxy_http_version 1.1; proxy_set_header Connection \"\";"), async (_, nginx) => (await nginx.EchoRequestAsync()).RemoteAddress != (await nginx.EchoRequestAsync()).RemoteAddress),
        new(ConfigurationKinds.FewConnections, _ => Workers("worker_connections 16;"), _ => Workers("worker_connections 1024;"), async (_, nginx) => (await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => nginx.CaptureAsync("/clock?count=30&interval=100")))).Any(capture => capture.Failure is not null)),
        new(ConfigurationKinds.WrongWay, Plain("proxy_http_version 1.0; add_header X-Accel-Buffering no;"), Plain("proxy_http_version 1.0; proxy_buffering off;"), async (_, nginx) => await DeliveryAsync(nginx) is Delivery.Held),
        new(ConfigurationKinds.NoChunks, Plain("proxy_http_version 1.1; chunked_transfer_encoding off;"), Plain("proxy_http_version 1.1;"), async (_, nginx) => (await nginx.CaptureAsync("/resume?cut=3&interval=20")) is { Failure: null, Events.Length: 3 }),
        new(ConfigurationKinds.ForeignHost, _ => _upgrade.Without("proxy_set_header Host $http_host;"), _ => _upgrade, async (_, nginx) => (await nginx.EchoRequestAsync()).Values("Host") is not [var host] || host != nginx.Url.Authority),
        new(ConfigurationKinds.CutAtReload, _ => Recipe.Bare.With("worker_shutdown_timeout 1s;", NginxContext.Main).With("proxy_buffering off;"), Plain("proxy_buffering off;"), IsCutAtReloadAsync),
        new(ConfigurationKinds.LateAbort, Events("proxy_ignore_client_abort on;"), Events(""), SendsToNobodyAsync),
    ];

    private static Func<LintLab, NginxConfiguration> Plain(string location) => _ => Recipe.Bare.With(location);

    // A path that says what goes there.
    private static Func<LintLab, NginxConfiguration> Events(string location) =>
        lab => Recipe.Bare.With($"location /events/ {{ proxy_pass http://127.0.0.1:{lab.Lab.Backend.Url.Port}/; proxy_buffering off; {location} }}", NginxContext.Server);

    private static Func<LintLab, NginxConfiguration> Known(string location) => _ => Recipe.Bare.With("set_real_ip_from 127.0.0.1; real_ip_header X-Client;", NginxContext.Server).With(location);

    private static Func<LintLab, NginxConfiguration> Caching(string location) => _ => Recipe.Bare
        .With("proxy_cache_path cache keys_zone=kept:1m;", NginxContext.Http)
        .With("proxy_http_version 1.1; proxy_cache_valid 200 1m; proxy_ignore_headers Cache-Control;").With(location);

    private static Func<LintLab, NginxConfiguration> Keeping(string location) => lab => Recipe.Bare
        .With($"upstream kept {{ server 127.0.0.1:{lab.Lab.Backend.Url.Port}; keepalive 4; }}", NginxContext.Http)
        .With("proxy_pass http://kept;").With(location);

    private static NginxConfiguration Workers(string events) => Recipe.Bare.With($"events {{ {events} }}", NginxContext.Main).With("proxy_buffering off;");

    private static async Task<Delivery> DeliveryAsync(NginxServer nginx) => (await nginx.CaptureAsync(Stream, new() { Headers = [new("Accept-Encoding", "gzip")] })).Delivery;

    private static async Task<bool> RefusesAsync(LintLab lab, NginxServer nginx) => (await nginx.CaptureWebSocketAsync("/ws/ticker?count=1")).Status != 101;

    private static async Task<string[]> ListAsync(NginxServer nginx) =>
        (await nginx.EchoRequestAsync(("X-Client", "2001:db8::1"), ("X-Forwarded-For", "203.0.113.7"))).Values("X-Forwarded-For").Single().Split(", ");

    // The second client gets the events of the first, and the backend is not asked.
    private static async Task<bool> IsReplayedAsync(LintLab lab, NginxServer nginx)
    {
        var target = $"/clock?count=3&interval=20&type=for-{nginx.Url.Port}";
        await nginx.CaptureAsync(target);
        await nginx.CaptureAsync(target);
        return (await lab.Lab.Backend.GetLogAsync()).Count(request => request.Target == target) == 1;
    }

    private static async Task<bool> IsCutAtReloadAsync(LintLab lab, NginxServer nginx)
    {
        var capture = nginx.CaptureAsync($"/clock?count=60&interval=100&type=for-{nginx.Url.Port}");
        await Eventually.SeeAsync(() => lab.Lab.Backend.GetLogAsync(), log => log.Any(request => request.Target.EndsWith($"type=for-{nginx.Url.Port}", StringComparison.Ordinal) && request.Ending is null));
        await nginx.UseAsync(nginx.Configuration);
        return (await capture).Failure is not null;
    }

    // The client leaves after the first of two events. The backend sends the second all the same.
    private static async Task<bool> SendsToNobodyAsync(LintLab lab, NginxServer nginx)
    {
        var target = $"/clock?count=2&pause=1500&type=for-{nginx.Url.Port}";
        await nginx.CaptureAsync($"/events{target}", new() { StopAfter = 1 });
        var log = await Eventually.SeeAsync(() => lab.Lab.Backend.GetLogAsync(), log => log.Any(request => request.Target == target && request.Ending is not null));
        return log.Last(request => request.Target == target).Ending is RequestEnding.Completed;
    }
}
