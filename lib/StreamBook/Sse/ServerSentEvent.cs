namespace StreamBook;

/// <summary>One event dispatched from an event stream (WHATWG HTML, section 9.2.6).</summary>
/// <param name="Type">The event type; <c>message</c> where the stream names none.</param>
/// <param name="Data">The data lines joined with LF, without a trailing one.</param>
/// <param name="LastEventId">The last event ID when the event was dispatched; it stays until another <c>id</c> line, so an event without one carries the one before it.</param>
public readonly record struct ServerSentEvent(string Type, string Data, string LastEventId);
