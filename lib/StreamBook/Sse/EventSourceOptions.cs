namespace StreamBook;

/// <summary>How an <see cref="EventSourceClient"/> connects.</summary>
public sealed record EventSourceOptions
{
    /// <summary>The client that sends the requests; it stays the caller's to dispose. By default one is made for the event source. A given one must not buffer, follows redirects or not as it was made, and sends a last event ID that is not ASCII only if its handler's <see cref="SocketsHttpHandler.RequestHeaderEncodingSelector"/> says UTF-8.</summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Makes the request of each connection anew, with method, body and headers; by default a GET. The client adds Accept, Cache-Control and Last-Event-ID. Note that a POST is sent again when it reconnects.</summary>
    public Func<HttpRequestMessage>? CreateRequest { get; init; }

    /// <summary>The last event ID that the first request sends; by default empty, which sends none.</summary>
    public string LastEventId { get; init; } = "";

    /// <summary>The reconnection time until the stream sets one: 3 s by default, as browsers have it.</summary>
    public TimeSpan ReconnectionTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The most that back-off adds to the reconnection time after failed connections: 30 s by default. The first failure adds up to 1 s, each further one doubles it; of that, a random part from a half to the whole.</summary>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The limit of one event in bytes; see <see cref="EventStreamDecoder"/>.</summary>
    public int MaxEventByteCount { get; init; } = EventStreamDecoder.DefaultMaxEventByteCount;

    /// <summary>Called when a connection is open, and before each wait for the next. By default nobody is told.</summary>
    public Action<EventSourceNotice>? Notify { get; init; }

    /// <summary>Measures the waits; the system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>What an event source did.</summary>
public abstract record EventSourceNotice
{
    private EventSourceNotice()
    {
    }

    /// <summary>The answer is an event stream; reading begins.</summary>
    /// <param name="Uri">Where it came from, after redirects.</param>
    public sealed record Opened(Uri Uri) : EventSourceNotice;

    /// <summary>There is no connection; the next is tried after the delay.</summary>
    /// <param name="Delay">The reconnection time, and what back-off adds.</param>
    /// <param name="Reason">What became of the last connection.</param>
    public sealed record Reconnecting(TimeSpan Delay, string Reason) : EventSourceNotice
    {
        internal const string StreamEnded = "The stream ended.";
    }
}
