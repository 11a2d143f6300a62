using System.Collections.Immutable;

namespace StreamBook;

/// <summary>Bytes of a body that came with one read.</summary>
/// <param name="Offset">When, since the request was sent.</param>
/// <param name="Bytes">The bytes.</param>
public sealed record ArrivedBytes(TimeSpan Offset, ImmutableArray<byte> Bytes);

/// <summary>One event of a stream or one message of a WebSocket, as it arrived.</summary>
/// <param name="Offset">When its last byte was there, since the request was sent: that of the read that brought it.</param>
/// <param name="SentOffset">When the backend sent it, on the same scale; null where that is not known. Negative in a stored copy, sent before it was asked for.</param>
/// <param name="Event">The event; a WebSocket message has type <c>text</c> or <c>binary</c> (data in hexadecimal) and no ID.</param>
public sealed record ArrivedEvent(TimeSpan Offset, TimeSpan? SentOffset, ServerSentEvent Event);

/// <summary>Events that came with one read, two or more.</summary>
/// <param name="Offset">When, since the request was sent.</param>
/// <param name="EventCount">How many ended in it.</param>
/// <param name="ByteCount">How many bytes it had, those of an event that began or ended elsewhere included.</param>
public sealed record Lump(TimeSpan Offset, int EventCount, int ByteCount);
