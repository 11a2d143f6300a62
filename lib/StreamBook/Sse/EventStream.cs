using System.Collections.Immutable;

namespace StreamBook;

/// <summary>
/// The event stream format of WHATWG HTML, section 9.2: https://html.spec.whatwg.org/multipage/server-sent-events.html.
/// Here whole streams at once; <see cref="EventStreamDecoder"/> and <see cref="EventStreamExplainer"/> take them as they arrive.
/// </summary>
public static class EventStream
{
    /// <summary>The format's MIME type.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>Decodes a whole stream.</summary>
    /// <param name="stream">The stream's bytes; an event that its end cuts off is discarded.</param>
    /// <returns>The dispatched events.</returns>
    /// <exception cref="EventTooLargeException">An event is over <see cref="EventStreamDecoder.DefaultMaxEventByteCount"/>.</exception>
    public static ImmutableArray<ServerSentEvent> Decode(ReadOnlySpan<byte> stream)
    {
        var decoder = new EventStreamDecoder();
        var events = ImmutableArray.CreateBuilder<ServerSentEvent>();
        while (decoder.TryRead(ref stream, out var dispatched))
            events.Add(dispatched);
        return events.DrainToImmutable();
    }

    /// <summary>Takes a whole stream apart.</summary>
    /// <param name="stream">The stream's bytes.</param>
    /// <returns>Every line with its bytes, what it is, and the event it led to.</returns>
    /// <exception cref="EventTooLargeException">An event is over <see cref="EventStreamDecoder.DefaultMaxEventByteCount"/>.</exception>
    public static ExplainedStream Explain(ReadOnlySpan<byte> stream)
    {
        var explainer = new EventStreamExplainer();
        var events = ImmutableArray.CreateBuilder<ServerSentEvent>();
        var lines = explainer.Read(stream, events);
        return new([.. lines, .. explainer.Complete()], events.DrainToImmutable(), explainer.LastEventId, explainer.ReconnectionTime);
    }
}
