using System.Diagnostics;
using System.Net.Sockets;

namespace StreamBook.Timing;

/// <summary>The time scale of one capture: zero is when the request was sent.</summary>
internal sealed class RequestClock : IDisposable
{
    // By how much two clocks may differ in their pace: NTP speeds one up or slows it down by 500 in a million at most (adjtimex).
    private const double MostDrift = 0.001;

    private readonly ClientPulse _pulse = ClientPulse.Start();
    private long _start = Stopwatch.GetTimestamp();
    private long _asked = Stopwatch.GetTimestamp();
    private bool _isConnected;
    private TimeSpan? _connectDuration;
    private TimeSpan? _tlsDuration;

    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>A handler for one request on a connection of its own. The clock starts when it is connected, and TLS agreed on: what comes before (loading the client's code, too) is not the server's time.</summary>
    public SocketsHttpHandler CreateHandler(CaptureOptions options) => new()
    {
        UseProxy = options.UsesProxyOfEnvironment,
#pragma warning disable CA5359 // To take any certificate is what this option is for, and the caller has to ask for it.
        SslOptions = { RemoteCertificateValidationCallback = options.TrustsAnyCertificate ? (_, _, _, _) => true : null },
#pragma warning restore CA5359
        UseCookies = false,
        AllowAutoRedirect = false,
        // By default the handler reads on, for up to 2 s, after the response was disposed: a client that leaves would not leave.
        ResponseDrainTimeout = TimeSpan.Zero,
        ConnectCallback = async (context, cancellationToken) =>
        {
            // The handler would try again in silence; that is not what one request got.
            if (_isConnected)
                throw new IOException("The server closed the connection without an answer.");
            _asked = Stopwatch.GetTimestamp();
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                _start = Stopwatch.GetTimestamp();
                _isConnected = true;
                _connectDuration = Stopwatch.GetElapsedTime(_asked, _start);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        // Called with what HTTP is spoken over: over TLS, when that has been agreed on.
        PlaintextStreamFilter = (context, _) =>
        {
            var connected = _start;
            _start = Stopwatch.GetTimestamp();
            if (context.InitialRequestMessage.RequestUri?.Scheme is "https" or "wss")
                _tlsDuration = Stopwatch.GetElapsedTime(connected, _start);
            return ValueTask.FromResult(context.PlaintextStream);
        },
    };

    /// <summary>Ends, also when no capture came of it.</summary>
    public void Dispose() => _pulse.Dispose();

    /// <summary>Ends the capture: puts the sent times of events, which count from the beginning of the response, on this scale, and tells when the client stood still.</summary>
    public Capture Complete(Capture capture)
    {
        capture = capture with { ClientStalls = _pulse.StallsSince(_start), ConnectDuration = _connectDuration, TlsDuration = _tlsDuration };
        if (BackendWire.BeganMs(capture.Header(BackendWire.StreamBegan)) is not { } clockMs)
            return capture;
        double?[] sentMs = [.. capture.Events.Select(e => BackendWire.SentMs(e.Event.Data))];
        if (sentMs.All(ms => ms is null))
            return capture;
        var beganMs = clockMs - BackendWire.Ms(_start);
        var headersMs = capture.HeadersOffset?.TotalMilliseconds ?? 0;
        if (beganMs >= 0 && beganMs <= headersMs)
            return Placed(beganMs);

        // Another machine's clock, or a stored copy of an older response: of that, events arrive sooner than its source took to send them.
        if (capture.Events.Zip(sentMs).Any(pair => pair.First.Offset.TotalMilliseconds < (1 - MostDrift) * pair.Second))
            return beganMs < 0 ? Placed(beganMs) : capture;

        // The exchange bounds when the response began: not before it was asked for, and not after anything of it arrived.
        var latestMs = Math.Max(0, capture.Events.Zip(sentMs, (e, ms) => e.Offset.TotalMilliseconds - ms).OfType<double>().Append(headersMs).Min());
        capture = capture with { SentUncertainty = TimeSpan.FromMilliseconds(latestMs) };
        var earliest = Placed(0);
        return earliest.Delivery is Delivery.Held or Delivery.InLumps && Placed(latestMs).Delivery != earliest.Delivery ? capture : earliest;

        Capture Placed(double beganMs) => capture with
        {
            Events = [.. capture.Events.Zip(sentMs, (e, ms) => e with { SentOffset = ms is null ? null : TimeSpan.FromMilliseconds(beganMs + ms.Value) })],
        };
    }
}
