using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StreamBook.Timing;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// What arrived when: the answer to one request, as the client saw it. Event streams and WebSockets share it, so
/// that everything that judges or draws takes a capture. Every offset counts from the moment the request was sent.
/// </summary>
[TypeFormatterSource(typeof(Shown))]
public sealed record Capture
{
    /// <summary>The label of the capture in charts and tables; change it with <c>capture with { Name = "…" }</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What was asked for: an event stream unless told.</summary>
    public CaptureKind Kind { get; init; }

    /// <summary>What was requested.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The method of the request; GET unless told.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The HTTP status code (101 for an accepted WebSocket, over HTTP/2 200); null if no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>The HTTP version of the answer.</summary>
    public Version? HttpVersion { get; init; }

    /// <summary>The header fields of the answer, those of the content last; lines of one name stand together.</summary>
    public ImmutableArray<HeaderLine> Headers { get; init; } = [];

    /// <summary>How long it took to connect, before offsets begin to count; null where no connection came about, and over HTTP/3.</summary>
    public TimeSpan? ConnectDuration { get; init; }

    /// <summary>How long the two sides then took to agree on TLS, a proxy's tunnel included; null without TLS.</summary>
    public TimeSpan? TlsDuration { get; init; }

    /// <summary>When the header section had arrived; null if no answer came.</summary>
    public TimeSpan? HeadersOffset { get; init; }

    /// <summary>Every read of the body that returned bytes, together with what else had arrived by then. Empty for a WebSocket.</summary>
    public ImmutableArray<ArrivedBytes> Reads { get; init; } = [];

    /// <summary>The events of the stream, or the messages of the WebSocket, as they arrived.</summary>
    public ImmutableArray<ArrivedEvent> Events { get; init; } = [];

    /// <summary>When the answer ended, or the client left it.</summary>
    public required TimeSpan EndOffset { get; init; }

    /// <summary>Why the answer did not end as it should (refused, a status other than 2xx, cut off, still open at the deadline); null if it ended whole, or the client left as it was told to.</summary>
    public string? Failure { get; init; }

    /// <summary>How it ended.</summary>
    public CaptureEnding Ending { get; init; }

    /// <summary>The code of the close frame that the peer of a WebSocket sent; null if none came, and for an event stream.</summary>
    public int? CloseCode { get; init; }

    /// <summary>How its receiver knows where the body ends; null if no answer came, and for a WebSocket.</summary>
    public BodyFraming? Framing => (Kind, Status, HttpVersion?.Major) switch
    {
        (CaptureKind.WebSocket, _, _) or (_, null, _) => null,
        (_, _, >= 2) => BodyFraming.Stream,
        _ when Header("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) is true => BodyFraming.Chunked,
        _ when Header("Content-Length") is not null => BodyFraming.Length,
        _ => BodyFraming.Close,
    };

    /// <summary>How long nothing had come when it ended: since the last bytes or message, or since the header section, or since the request.</summary>
    public TimeSpan SilenceBeforeEnd => EndOffset - (Reads is [.., var read] ? read.Offset : Events is [.., var last] ? last.Offset : HeadersOffset ?? TimeSpan.Zero);

    /// <summary>When the client itself stood still while the response lasted. What arrived meanwhile is not held against the response.</summary>
    public ImmutableArray<ClientStall> ClientStalls { get; init; } = [];

    /// <summary>The longest of <see cref="ClientStalls"/>; zero if there is none.</summary>
    public TimeSpan LongestStall => ClientStalls.Select(stall => stall.Duration).DefaultIfEmpty().Max();

    /// <summary>By how much every <see cref="ArrivedEvent.SentOffset"/> may be too early, where the source's clock is another than the client's; null where they are one, or nothing says when it was sent.</summary>
    public TimeSpan? SentUncertainty { get; init; }

    /// <summary>How the response got here.</summary>
    public Delivery Delivery => Judgement.Delivery;

    /// <summary>What <see cref="Delivery"/> rests on, or why it is unknown, in words that go on after a colon.</summary>
    public string DeliveryReason => Judgement.Reason;

    /// <summary>The reads that brought two or more events: how many shared a read, and how many bytes it had. Empty for a WebSocket.</summary>
    public ImmutableArray<Lump> Lumps
    {
        get
        {
            var eventCounts = Events.CountBy(arrived => arrived.Offset).ToDictionary();
            return [.. Reads.Where(read => eventCounts.GetValueOrDefault(read.Offset) > 1)
                .Select(read => new Lump(read.Offset, eventCounts[read.Offset], read.Bytes.Length))];
        }
    }

    /// <summary>Why no answer came, as the framework sorts it; null if one came.</summary>
    internal HttpRequestError? Refusal { get; init; }

    /// <summary>Whether it is known to answer as OpenAI's API does, though its events may not look so.</summary>
    internal bool IsAnswerOfModel { get; init; }

    internal DeliveryJudgement Judgement => DeliveryJudge.Judge(this);

    /// <summary>What its events are called.</summary>
    internal string Noun => Kind is CaptureKind.WebSocket ? "message" : "event";

    /// <summary>When the first bytes of the body arrived; null if none did, and for a WebSocket.</summary>
    public TimeSpan? TimeToFirstByte => Reads is [var first, ..] ? first.Offset : null;

    /// <summary>When the first event or message arrived; null if none did.</summary>
    public TimeSpan? TimeToFirstEvent => Events is [var first, ..] ? first.Offset : null;

    /// <summary>The times between the arrivals of one event and the next: one fewer than there are events.</summary>
    public ImmutableArray<TimeSpan> Gaps => [.. Events.Zip(Events.Skip(1), (one, next) => next.Offset - one.Offset)];

    /// <summary>The whole body. Empty for a WebSocket.</summary>
    public ImmutableArray<byte> Body => [.. Reads.SelectMany(read => read.Bytes)];

    /// <summary>The whole body as UTF-8. Empty for a WebSocket.</summary>
    public string Text => Encoding.UTF8.GetString(Body.AsSpan());

    /// <summary>Requests an event stream and captures the answer, to its end unless the options say otherwise. Redirects are not followed, a proxy of the environment is used where the options say so. A body in gzip, deflate or br is captured decompressed; one in another coding is not read, and <see cref="Failure"/> names it.</summary>
    /// <param name="uri">What to request, http or https.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <returns>What arrived when. Events are decoded if the answer is <c>text/event-stream</c>. A refused connection, an error status or a body cut off is told by <see cref="Failure"/>, not thrown.</returns>
    /// <remarks>
    /// <see cref="ArrivedEvent.SentOffset"/> needs a response of the lab's backend, whose header <c>Stream-Began</c> marks
    /// it. Where its clock is not the client's, as on another machine, the exchange alone says when the response began:
    /// <see cref="SentUncertainty"/>. It is taken to have begun when the request was sent, the earliest there is; where the
    /// latest would be judged another way, nothing is known.
    /// </remarks>
    public static Task<Capture> EventStreamAsync(Uri uri, CaptureOptions? options = null, CancellationToken cancellationToken = default) =>
        EventStreamCapture.RunAsync(uri, options ?? new(), cancellationToken);

    /// <summary>The same through a client of one's own, such as that of a test host: with its connections, redirects, proxies and credentials.</summary>
    /// <param name="client">The client; it is not disposed. Its <see cref="HttpClient.Timeout"/> holds until the header section has arrived.</param>
    /// <param name="uri">What to request; a relative address begins at the client's base address.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <exception cref="ArgumentException">The address is relative, and the client has no base address.</exception>
    public static Task<Capture> EventStreamAsync(HttpClient client, Uri uri, CaptureOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(uri);
        var whole = uri.IsAbsoluteUri ? uri : new(client.BaseAddress ?? throw new ArgumentException($"{uri} is relative, and the client has no base address.", nameof(uri)), uri);
        return EventStreamCapture.RunAsync(client, whole, options ?? new(), cancellationToken);
    }

    /// <summary>Opens a WebSocket, sends the options' messages and captures what it receives, until one side closes.</summary>
    /// <param name="uri">What to open: ws, wss, http or https.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <returns>What arrived when. A refused opening handshake, a lost connection or a close code other than 1000 is told by <see cref="Failure"/>, not thrown.</returns>
    /// <remarks>See <see cref="EventStreamAsync(Uri, CaptureOptions, CancellationToken)"/> for the sent times.</remarks>
    public static Task<Capture> WebSocketAsync(Uri uri, CaptureOptions? options = null, CancellationToken cancellationToken = default) =>
        WebSocketCapture.RunAsync(uri, options ?? new(), cancellationToken);

    /// <summary>Takes the body apart as an event stream, whatever its content type.</summary>
    public ExplainedStream Explain() => EventStream.Explain(Body.AsSpan());

    /// <summary>Puts captures side by side as the rows of a table.</summary>
    public static ImmutableArray<CaptureRow> Compare(params IEnumerable<Capture> captures) =>
        [.. captures.Select(c => new CaptureRow(c.Name, c.Status, c.Delivery, c.TimeToFirstEvent, c.Events.Length, c.EndOffset, c.Failure))];

    /// <summary>The value of a header field of the answer; null if it has none. Several lines are joined with a comma.</summary>
    /// <param name="name">The name, in any casing.</param>
    public string? Header(string name)
    {
        var values = Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToArray();
        return values.Length == 0 ? null : string.Join(", ", values);
    }

    /// <summary>One line: the name, the status, the delivery, the number of events, the first and the end.</summary>
    public override string ToString()
    {
        var first = TimeToFirstEvent is { } offset ? $", first after {Ms(offset)}" : "";
        var failure = Failure is null ? "" : $" ({Failure})";
        return $"{Name}: {Status?.ToString(CultureInfo.InvariantCulture) ?? "no answer"}, {Delivery}, {Words.OfCount(Events.Length, Noun)}{first}, end after {Ms(EndOffset)}{failure}";

        static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");
    }
}
