using System.Collections.Immutable;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using StreamBook.Wording;

namespace StreamBook.Timing;

internal static class WebSocketCapture
{
    private static readonly TimeSpan _closeDeadline = TimeSpan.FromSeconds(2);

    public static async Task<Capture> RunAsync(Uri uri, CaptureOptions options, CancellationToken cancellationToken)
    {
        using var clock = new RequestClock();
        using var invoker = new HttpMessageInvoker(clock.CreateHandler(options));
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        var version = options.HttpVersion.Major == 2 ? HttpVersion.Version20 : HttpVersion.Version11;
        (socket.Options.HttpVersion, socket.Options.HttpVersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
        foreach (var (name, value) in options.Headers)
            socket.Options.SetRequestHeader(name, value);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, options.Leave);
        limit.CancelAfter(options.Deadline);

        var events = ImmutableArray.CreateBuilder<ArrivedEvent>();
        TimeSpan? headersOffset = null;
        string? failure = null;
        var ending = CaptureEnding.Ended;
        int? closeCode = null;
        HttpRequestError? refusal = null;
        try
        {
            await socket.ConnectAsync(WebSocketUri(uri), invoker, limit.Token);
            headersOffset = clock.Now;
            foreach (var message in options.Messages)
            {
                limit.Token.ThrowIfCancellationRequested();
                await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            }

            await ReceiveAsync();
            closeCode = (int?)socket.CloseStatus;
            ending = closeCode is null ? CaptureEnding.Left : CaptureEnding.Ended;
            failure = await CloseAsync(socket);
        }
        catch (OperationCanceledException) when (options.Leave.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            ending = headersOffset is null ? CaptureEnding.Deadline : CaptureEnding.Left;
            failure = headersOffset is null ? $"no answer came until the client left, after {Words.OfDuration(clock.Now)}" : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            (ending, failure) = (CaptureEnding.Deadline, Words.Invariant($"still open at the deadline of {options.Deadline.TotalSeconds:0.#} s"));
        }
        catch (WebSocketException e) when (headersOffset is null)
        {
            refusal = (e.InnerException as HttpRequestException)?.HttpRequestError;
            (ending, failure) = socket.HttpStatusCode is 0
                ? (CaptureEnding.NoAnswer, e.InnerException is HttpRequestException inner ? EventStreamCapture.NoAnswer(inner) : $"no answer: {e.InnerException?.Message ?? e.Message}")
                : (CaptureEnding.Ended, $"the opening handshake was refused: {(int)socket.HttpStatusCode} {socket.HttpStatusCode}");
        }
        catch (WebSocketException e)
        {
            (ending, failure) = (EventStreamCapture.IsReset(e) ? CaptureEnding.Reset : CaptureEnding.CutOff, $"the connection was lost without a close frame: {e.Message}");
        }

        var answered = socket.HttpStatusCode is not 0;
        return clock.Complete(new()
        {
            Name = options.Name ?? $"{uri.Authority} {uri.AbsolutePath}",
            Kind = CaptureKind.WebSocket,
            Uri = uri,
            Status = answered ? (int)socket.HttpStatusCode : null,
            HttpVersion = answered ? version : null,
            Headers = [.. (socket.HttpResponseHeaders ?? ImmutableDictionary<string, IEnumerable<string>>.Empty).SelectMany(header => header.Value, (header, value) => new HeaderLine(header.Key, value))],
            HeadersOffset = headersOffset ?? (answered ? clock.Now : null),
            Events = events.DrainToImmutable(),
            EndOffset = clock.Now,
            Ending = ending,
            CloseCode = closeCode,
            Failure = failure,
            Refusal = refusal,
        });

        async Task ReceiveAsync()
        {
            var buffer = new byte[64 * 1024];
            var message = new MemoryStream();
            while (events.Count != options.StopAfter)
            {
                // A limit that comes while a receive still brings its message leaves the socket aborted: the next receive would call that a lost connection.
                limit.Token.ThrowIfCancellationRequested();
                var received = await socket.ReceiveAsync(buffer, limit.Token);
                if (received.MessageType is WebSocketMessageType.Close)
                    return;
                message.Write(buffer, 0, received.Count);
                if (!received.EndOfMessage)
                    continue;
                var bytes = message.ToArray();
                message.SetLength(0);
                events.Add(new(clock.Now, null, received.MessageType is WebSocketMessageType.Text
                    ? new("text", Encoding.UTF8.GetString(bytes), "")
                    : new("binary", Convert.ToHexStringLower(bytes), "")));
                options.Watch?.OnRead(new(events[^1].Offset, []), [events[^1]]);
            }
        }
    }

    // The peer's close code decides; when we leave first, its answer is not waited for long.
    private static async Task<string?> CloseAsync(ClientWebSocket socket)
    {
        var closedByPeer = socket.CloseStatus is not null;
        using var limit = new CancellationTokenSource(_closeDeadline);
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            socket.Abort();
        }

        return !closedByPeer || socket.CloseStatus is WebSocketCloseStatus.NormalClosure
            ? null
            : $"closed with code {(int)socket.CloseStatus!} {socket.CloseStatusDescription}".TrimEnd();
    }

    private static Uri WebSocketUri(Uri uri) => uri.Scheme switch
    {
        "http" => new UriBuilder(uri) { Scheme = "ws" }.Uri,
        "https" => new UriBuilder(uri) { Scheme = "wss" }.Uri,
        _ => uri,
    };
}
