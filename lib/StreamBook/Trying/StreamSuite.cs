using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using StreamBook.Timing;

namespace StreamBook.Trying;

/// <summary>Streams, a WebSocket and a client's address, sent through one location of a configuration that is in force in a lab.</summary>
/// <param name="lab">The lab; the backend is its.</param>
/// <param name="port">The port of the configuration's servers on 127.0.0.1.</param>
/// <param name="target">The location, asked over TLS where its server speaks it. A location for streams alone need not let a WebSocket through.</param>
/// <param name="tried">Is told what has been tried as soon as it has; not in order.</param>
internal sealed class StreamSuite(Lab lab, int port, TryTarget target, Action<SuiteRow> tried)
{
    // Documented addresses that no client has (RFC 5737).
    private const string ClientBefore = "203.0.113.7";

    private static int _count;

    private readonly bool _isSecure = target.Location.Tls is not null;

    /// <summary>Runs all of it; what waits most is run side by side.</summary>
    public async Task<ImmutableArray<SuiteRow>> RunAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<string> held = ["SB201", "SB212", "SB218", "SB211"];
        Task<SuiteRow>[] http2 = _isSecure && target.Location.OffersHttp2 ? [DeliveryAsync("an event stream over HTTP/2", "/clock", "count=15&interval=100", [], held, cancellationToken, HttpVersion.Version20)] : [];
        var rows = await Task.WhenAll(new[]
        {
            DeliveryAsync("an event stream", "/clock", "count=15&interval=100", [], held, cancellationToken),
            DeliveryAsync("one that ends with its connection", "/clock", "count=15&interval=100&framing=close", [], ["SB201", "SB212", "SB218"], cancellationToken),
            DeliveryAsync("a long one of small events", "/clock", "count=150&interval=15&size=100", [], ["SB201", "SB212", "SB218"], cancellationToken),
            DeliveryAsync("one for a client that takes gzip", "/clock", "count=15&interval=100", [new("Accept-Encoding", "gzip")], ["SB202", "SB201"], cancellationToken),
            SilenceAsync(cancellationToken),
            WebSocketAsync(cancellationToken),
            AddressAsync(cancellationToken),
            CutAsync(cancellationToken),
            LeavingAsync(cancellationToken),
        }.Concat(http2).Select(ToldAsync));
        // Last, for the old workers go with it.
        return [.. rows, await ToldAsync(ReloadAsync(cancellationToken))];
    }

    private async Task<SuiteRow> ToldAsync(Task<SuiteRow> row)
    {
        tried(await row);
        return await row;
    }

    private async Task<SuiteRow> DeliveryAsync(string name, string endpoint, string query, HeaderLine[] headers, ImmutableArray<string> causes, CancellationToken cancellationToken, Version? version = null)
    {
        var capture = await CaptureAsync(query, Options(endpoint, Named(headers, out _)) with { HttpVersion = version ?? HttpVersion.Version11 }, cancellationToken);
        return Refused(name, capture) ?? new(name, capture.Delivery switch
        {
            Delivery.Streamed => true,
            Delivery.Held or Delivery.InLumps => false,
            _ => null,
        }, $"{capture.Delivery switch { Delivery.InLumps => "in lumps", var delivery => delivery.ToString().ToLowerInvariant() }}: {capture.DeliveryReason}", causes, capture with { Name = name });
    }

    private async Task<SuiteRow> SilenceAsync(CancellationToken cancellationToken)
    {
        const string name = "3 s of silence";
        var capture = await CaptureAsync("count=3&interval=50&pause=3000", Options("/clock", Named([], out _)), cancellationToken);
        return Refused(name, capture) ?? new(name, capture.Failure is null, capture.Failure ?? "it goes on afterwards", ["SB203"]);
    }

    private async Task<SuiteRow> WebSocketAsync(CancellationToken cancellationToken)
    {
        var capture = await Capture.WebSocketAsync(At("count=5&interval=100"), Options("/ws/ticker", Named([], out _)), cancellationToken);
        bool? opened = capture.Status == 101 && capture.Failure is null ? true : target.WantsWebSocket ? false : null;
        var seen = capture.Failure ?? $"{capture.Events.Length.ToString(CultureInfo.InvariantCulture)} messages";
        return new("a WebSocket", opened, opened is null ? $"{seen}; nothing in the location says that it wants one" : seen, ["SB204", "SB205", "SB206"]);
    }

    private async Task<SuiteRow> AddressAsync(CancellationToken cancellationToken)
    {
        const string name = "the client's address";
        var capture = await CaptureAsync("count=1", Options("/clock", Named([new("X-Forwarded-For", ClientBefore)], out var id)), cancellationToken);
        var request = (await lab.Backend.GetLogAsync(cancellationToken)).LastOrDefault(request => request.Values(BackendWire.TrialHeader) is [var its] && its == id);
        if (request is null)
            return Refused(name, capture) ?? new(name, null, "the request did not reach the backend", []);
        var list = string.Join(", ", request.Values("X-Forwarded-For"));
        var real = string.Join(", ", request.Values("X-Real-IP"));
        // At the edge 127.0.0.1 alone is right, behind another proxy the whole list is.
        var passed = list is "127.0.0.1" or $"{ClientBefore}, 127.0.0.1" || real == "127.0.0.1";
        return new(name, passed, $"the backend is told X-Forwarded-For “{list}” and X-Real-IP “{real}”", ["SB208", "SB209", "SB210"]);
    }

    private async Task<SuiteRow> CutAsync(CancellationToken cancellationToken)
    {
        const string name = "a backend that breaks off";
        var capture = await CaptureAsync("cut=3&interval=20", Options("/resume", Named([], out _)), cancellationToken);
        return Refused(name, capture, mayFail: true) ?? new(name, capture.Failure is not null, capture.Failure is null ? "looks like a whole stream" : "the client can tell", ["SB219", "SB201"]);
    }

    private async Task<SuiteRow> LeavingAsync(CancellationToken cancellationToken)
    {
        const string name = "a client that leaves";
        var capture = await CaptureAsync("count=0&interval=50", Options("/clock", Named([], out var id)) with { StopAfter = 2, Deadline = TimeSpan.FromSeconds(5) }, cancellationToken);
        if (capture.Events.IsEmpty)
            return capture.Status is 200 or null ? new(name, null, "no event came within 5 s, so there was nothing to leave", []) : Refused(name, capture)!;
        try
        {
            var request = await Eventually.SeeAsync(async () => (await lab.Backend.GetLogAsync(cancellationToken)).Last(request => request.Values(BackendWire.TrialHeader) is [var its] && its == id), request => request.Ending is not null);
            return new(name, true, $"the backend is told: {request.Ending}", []);
        }
        catch (TimeoutException)
        {
            return new(name, false, "30 s later the backend still sends", []);
        }
    }

    private async Task<SuiteRow> ReloadAsync(CancellationToken cancellationToken)
    {
        const string name = "a reload while a stream is open";
        var open = CaptureAsync("count=30&interval=100", Options("/clock", Named([], out var id)), cancellationToken);
        await Task.WhenAny(open, Eventually.SeeAsync(() => lab.Backend.GetLogAsync(cancellationToken), log => log.Any(request => request.Values(BackendWire.TrialHeader) is [var its] && its == id)));
        await lab.Nginx.UseAsync(lab.Nginx.Configuration, cancellationToken);
        var capture = await open;
        return Refused(name, capture) ?? new(name, capture.Failure is null, capture.Failure ?? "it goes on to its end", ["SB221"]);
    }

    // The lab's backend answers 200 to what it is asked. Where nginx redirects or refuses, there is no stream to judge.
    private static SuiteRow? Refused(string name, Capture capture, bool mayFail = false) => capture.Status switch
    {
        200 when mayFail || capture.Events.Length > 0 || capture.Failure is not null => null,
        200 => new(name, false, "200, and no event", []),
        null => new(name, false, capture.Failure ?? "no answer", []),
        502 => new(name, false, "nginx answered 502: it reached no backend", ["SB214"]),
        >= 500 and var status => new(name, false, $"answered {Number(status)} in place of a stream", []),
        >= 300 and < 400 and var status => new(name, null, $"nginx redirects, {Number(status)}, to {capture.Header("Location")}: ask for a path that it passes on", []),
        401 or 403 or 407 => new(name, null, $"nginx refuses it, {Number(capture.Status)}: it asks who the client is, or denies its address", []),
        var status => new(name, null, $"answered {Number(status)} in place of a stream: a `return`, a limit, a method that is not allowed, or header lines that are not passed on", []),
    };

    private static string Number(int? status) => status!.Value.ToString(CultureInfo.InvariantCulture);

    private Task<Capture> CaptureAsync(string query, CaptureOptions options, CancellationToken cancellationToken) => Capture.EventStreamAsync(At(query), options, cancellationToken);

    private static CaptureOptions Options(string endpoint, ImmutableArray<HeaderLine> headers) =>
        new() { Headers = [.. headers, new(BackendWire.EndpointHeader, endpoint)], Deadline = TimeSpan.FromSeconds(30), TrustsAnyCertificate = true };

    private static ImmutableArray<HeaderLine> Named(HeaderLine[] headers, out string id)
    {
        id = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        return [.. headers, new(BackendWire.TrialHeader, id)];
    }

    private Uri At(string query) => new(string.Create(CultureInfo.InvariantCulture, $"{(_isSecure ? "https" : "http")}://127.0.0.1:{port}{target.Path}?{query}"));
}
