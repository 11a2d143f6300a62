using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace StreamBook.Timing;

/// <summary>The time scale of one capture: zero is when the request was sent.</summary>
internal sealed class RequestClock
{
    // In the header of this name the backend says when its response began: Stopwatch's clock, in ms.
    private const string StreamBegan = "Stream-Began";

    private long _start = Stopwatch.GetTimestamp();
    private bool _isConnected;

    public TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    /// <summary>A handler for one request on a connection of its own. The clock starts when it is connected: what comes before (loading the client's code, too) is not the server's time.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        // By default the handler reads on, for up to 2 s, after the response was disposed: a client that leaves would not leave.
        ResponseDrainTimeout = TimeSpan.Zero,
        ConnectCallback = async (context, cancellationToken) =>
        {
            // The handler would try again in silence; that is not what one request got.
            if (_isConnected)
                throw new IOException("The server closed the connection without an answer.");
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                _start = Stopwatch.GetTimestamp();
                _isConnected = true;
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    /// <summary>Puts the sent times of events, which count from the beginning of the response, on this scale.</summary>
    public Capture WithSentOffsets(Capture capture)
    {
        var sentMs = capture.Events.Select(e => SentMs(e.Event.Data)).ToArray();
        if (BeganMs(capture) is not { } beganMs)
            return capture;
        return capture with
        {
            Events = [.. capture.Events.Zip(sentMs, (e, ms) => e with { SentOffset = ms is null ? null : TimeSpan.FromMilliseconds(beganMs + ms.Value) })],
        };

        double? BeganMs(Capture capture)
        {
            double? clockMs = double.TryParse(capture.Header(StreamBegan), CultureInfo.InvariantCulture, out var began)
                ? began - (_start * 1000.0 / Stopwatch.Frequency)
                : null;
            if (clockMs >= 0 && clockMs <= capture.HeadersOffset?.TotalMilliseconds)
                return clockMs;

            // Not the same clock, or a stored copy of an older response: then an event would arrive before it was sent.
            var possible = capture.Events.Zip(sentMs, (e, ms) => ms is null || ms <= e.Offset.TotalMilliseconds).All(ok => ok);
            return possible ? 0 : clockMs < 0 ? clockMs : null;
        }
    }

    private static double? SentMs(string data)
    {
        if (!data.StartsWith('{'))
            return null;
        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.TryGetProperty("sent", out var sent) && sent.ValueKind is JsonValueKind.Number ? sent.GetDouble() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
