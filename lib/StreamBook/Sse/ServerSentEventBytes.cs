namespace StreamBook;

/// <summary>One event dispatched from an event stream, its data still bytes: for a reader that does not need it as text, or reads it from UTF-8, as JSON readers do.</summary>
/// <remarks>The data lies in the bytes given to the decoder, or in a buffer of the decoder: it is valid until the next call, and while those bytes stay as they are.</remarks>
public readonly ref struct ServerSentEventBytes
{
    internal ServerSentEventBytes(string type, ReadOnlySpan<byte> data, string lastEventId)
    {
        Type = type;
        Data = data;
        LastEventId = lastEventId;
    }

    /// <summary>The event type; <c>message</c> where the stream names none.</summary>
    public string Type { get; }

    /// <summary>The data lines joined with LF, without a trailing one, as they came: the standard reads them as UTF-8, with U+FFFD for what is invalid.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>The last event ID when the event was dispatched; it stays until another <c>id</c> line, so an event without one carries the one before it.</summary>
    public string LastEventId { get; }
}
