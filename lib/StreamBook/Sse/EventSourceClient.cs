using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using StreamBook.Sse;

namespace StreamBook;

/// <summary>
/// Reads an event stream over as many connections as it takes, as an EventSource of a browser does (WHATWG HTML, sections 9.2.2 to 9.2.5:
/// https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface), and can send what that cannot: a method, headers, a body.
/// </summary>
/// <remarks>As in browsers, an event without ID on a new connection carries the last ID of the connection before.</remarks>
public sealed class EventSourceClient : IDisposable
{
    private const string LastEventIdHeader = "Last-Event-ID";
    private static readonly TimeSpan _firstBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromDays(24);

    private readonly Uri _uri;
    private readonly EventSourceOptions _options;
    private readonly HttpClient _http;

    /// <summary>Creates an event source; it connects when it is read.</summary>
    /// <param name="uri">What to request, http or https; a request of <see cref="EventSourceOptions.CreateRequest"/> that has an address of its own keeps it.</param>
    /// <param name="options">How.</param>
    public EventSourceClient(Uri uri, EventSourceOptions? options = null)
    {
        _uri = uri;
        _options = options ?? new();
        _http = _options.HttpClient ?? CreateHttpClient();
        LastEventId = _options.LastEventId;
        ReconnectionTime = _options.ReconnectionTime;
    }

    /// <summary>The last event ID: what the next request sends, unless it is empty.</summary>
    public string LastEventId { get; private set; }

    /// <summary>How long it waits before it connects again; the stream can set it.</summary>
    public TimeSpan ReconnectionTime { get; private set; }

    /// <summary>Reads the events, reconnecting whenever a connection ends or fails, until the server answers 204 (then the enumeration ends), answers something else that is no event stream, or the caller cancels. Reading again goes on after the last event ID. One reader at a time.</summary>
    /// <exception cref="EventSourceException">The answer is no event stream, or is compressed with something other than gzip, deflate and br.</exception>
    /// <exception cref="EventTooLargeException">An event is over the limit.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async IAsyncEnumerable<ServerSentEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var buffer = new byte[16 * 1024];
        var failureCount = 0;
        while (true)
        {
            var (response, reason) = await TryAsync(SendAsync, cancellationToken);
            using (response)
            {
                failureCount = response is null ? failureCount + 1 : 0;
                if (response?.StatusCode is HttpStatusCode.NoContent)
                    yield break;
                if (response is not null)
                {
                    var read = Open(response, buffer);
                    var decoder = new EventStreamDecoder(_options.MaxEventByteCount, LastEventId);
                    int byteCount;
                    while (((byteCount, reason) = await TryAsync(read, cancellationToken)).byteCount > 0)
                    {
                        ReadOnlyMemory<byte> arrived = buffer.AsMemory(0, byteCount);
                        while (TryRead(decoder, ref arrived, out var dispatched))
                        {
                            LastEventId = dispatched.LastEventId;
                            yield return dispatched;
                        }

                        LastEventId = decoder.LastEventId;
                        ReconnectionTime = decoder.ReconnectionTime ?? ReconnectionTime;
                    }
                }
            }

            var delay = Delay(failureCount);
            _options.Notify?.Invoke(new EventSourceNotice.Reconnecting(delay, reason ?? EventSourceNotice.Reconnecting.StreamEnded));
            await Task.Delay(delay, _options.TimeProvider, cancellationToken);
        }
    }

    /// <summary>Disposes the HTTP client, unless it was given.</summary>
    public void Dispose()
    {
        if (_options.HttpClient is null)
            _http.Dispose();
    }

    private static HttpClient CreateHttpClient() => new(new SocketsHttpHandler
    {
        // Section 9.2.4: the ID is sent as UTF-8.
        RequestHeaderEncodingSelector = (name, _) => name.Equals(LastEventIdHeader, StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static bool TryRead(EventStreamDecoder decoder, ref ReadOnlyMemory<byte> arrived, out ServerSentEvent dispatched)
    {
        var rest = arrived.Span;
        var isDispatched = decoder.TryRead(ref rest, out dispatched);
        arrived = arrived[^rest.Length..];
        return isDispatched;
    }

    // A network error is a reason to connect again; an iterator cannot catch it where it yields.
    private static async Task<(T? Result, string? Failure)> TryAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return (await action(cancellationToken), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (default, e.Message);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken)
    {
        using var request = _options.CreateRequest?.Invoke() ?? new();
        request.RequestUri ??= _uri;
        if (request.Headers.Accept.Count == 0)
            request.Headers.Accept.Add(new(EventStream.MediaType));
        request.Headers.CacheControl ??= new() { NoCache = true };
        if (LastEventId.Length > 0)
            request.Headers.TryAddWithoutValidation(LastEventIdHeader, LastEventId);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    // What reads the next bytes of the stream into the buffer.
    private Func<CancellationToken, Task<int>> Open(HttpResponseMessage response, byte[] buffer)
    {
        var uri = response.RequestMessage?.RequestUri ?? _uri;
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode is not HttpStatusCode.OK || !EventStream.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
            throw EventSourceException.NoEventStream(response, uri);
        var codings = ContentCodings.Of(response.Content);
        if (codings.Unknown is not null)
            throw EventSourceException.UnknownCoding(response, uri, codings);
        _options.Notify?.Invoke(new EventSourceNotice.Opened(uri));

        Stream? body = null;
        return async cancellationToken =>
        {
            try
            {
                body ??= await codings.DecodeAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
                return await body.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (codings.IsRefutedBy(e))
            {
                throw EventSourceException.NotAsCoded(response, uri, codings, e);
            }
        };
    }

    // Section 9.2.3: wait for the reconnection time, and optionally longer if connecting failed before.
    private TimeSpan Delay(int failureCount)
    {
        var backOff = failureCount == 0 ? TimeSpan.Zero : _firstBackOff * Math.Pow(2, Math.Min(failureCount - 1, 30));
        var part = (1 + Random.Shared.NextDouble()) / 2;
        return Min(ReconnectionTime, _longestDelay) + (Min(backOff, _options.MaxBackOff) * part);

        static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
    }
}
