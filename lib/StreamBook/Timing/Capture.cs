using System.Collections.Immutable;

namespace StreamBook;

/// <summary>
/// What arrived when: the answer to one request, as the client saw it. Event streams and WebSockets share it, so
/// that everything that judges or draws takes a capture. Every offset counts from the moment the request was sent.
/// </summary>
public sealed record Capture
{
    /// <summary>The label of the capture in charts and tables; change it with <c>capture with { Name = "…" }</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What was requested.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The HTTP status code (101 for an accepted WebSocket); null if no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>The HTTP version of the answer.</summary>
    public Version? HttpVersion { get; init; }

    /// <summary>The header lines of the answer in their order, those of the content included.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>When the header section had arrived; null if no answer came.</summary>
    public TimeSpan? HeadersOffset { get; init; }

    /// <summary>Every read of the body that returned bytes. Empty for a WebSocket.</summary>
    public ImmutableArray<ArrivedBytes> Reads { get; init; } = [];

    /// <summary>The events of the stream, or the messages of the WebSocket, as they arrived.</summary>
    public ImmutableArray<ArrivedEvent> Events { get; init; } = [];

    /// <summary>When the answer ended.</summary>
    public required TimeSpan EndOffset { get; init; }

    /// <summary>Why the answer did not end as it should (refused, cut off, cancelled); null if it ended whole.</summary>
    public string? Failure { get; init; }
}

/// <summary>Bytes of a body that came with one read.</summary>
/// <param name="Offset">When, since the request was sent.</param>
/// <param name="Bytes">The bytes.</param>
public sealed record ArrivedBytes(TimeSpan Offset, ImmutableArray<byte> Bytes);

/// <summary>One event of a stream or one message of a WebSocket, as it arrived.</summary>
/// <param name="Offset">When its last byte was there, since the request was sent.</param>
/// <param name="SentOffset">When the backend sent it, on the same scale; null if the event does not say.</param>
/// <param name="Event">The event; a WebSocket message has type <c>text</c> or <c>binary</c> and no ID.</param>
public sealed record ArrivedEvent(TimeSpan Offset, TimeSpan? SentOffset, ServerSentEvent Event);

/// <summary>How a response got here, judged by order and never by a clock limit.</summary>
public enum Delivery
{
    /// <summary>Fewer than two events with the time they were sent: order says nothing.</summary>
    Unknown,

    /// <summary>The first event arrived before the last was sent.</summary>
    Streamed,

    /// <summary>The first event arrived only after the last was sent.</summary>
    Held,
}
