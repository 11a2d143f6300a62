using System.Collections.Immutable;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>An event stream taken apart: every line with its bytes, what it is, and the event it led to.</summary>
/// <param name="Lines">All lines in order; their bytes joined are the whole stream after its BOM.</param>
/// <param name="Events">The events that were dispatched.</param>
/// <param name="LastEventId">The last event ID after the last dispatch.</param>
/// <param name="ReconnectionTime">The reconnection time, if a valid <c>retry</c> line set one.</param>
[TypeFormatterSource(typeof(Shown))]
public sealed record ExplainedStream(
    ImmutableArray<ExplainedLine> Lines,
    ImmutableArray<ServerSentEvent> Events,
    string LastEventId,
    TimeSpan? ReconnectionTime);

/// <summary>One line of an event stream.</summary>
/// <param name="Offset">Where the line begins, in bytes from the start of the stream (a BOM counts).</param>
/// <param name="Bytes">The line's exact bytes, its ending included: LF, CR, CRLF, or nothing where the stream ended first.</param>
/// <param name="Meaning">What the standard makes of the line.</param>
/// <param name="EventIndex">The index in <see cref="ExplainedStream.Events"/> of the event the line contributed to or dispatched; null if it led to none.</param>
public sealed record ExplainedLine(long Offset, ImmutableArray<byte> Bytes, LineMeaning Meaning, int? EventIndex);

/// <summary>What a line of an event stream is (WHATWG HTML, section 9.2.6).</summary>
public abstract record LineMeaning
{
    private LineMeaning()
    {
    }

    /// <summary>A <c>data</c>, <c>event</c>, <c>id</c> or <c>retry</c> field that took effect.</summary>
    /// <param name="Name">The field name.</param>
    /// <param name="Value">The value, without the one space that may follow the colon.</param>
    public sealed record Field(string Name, string Value) : LineMeaning;

    /// <summary>A line that begins with a colon.</summary>
    /// <param name="Text">What follows the colon.</param>
    public sealed record Comment(string Text) : LineMeaning;

    /// <summary>A line without effect.</summary>
    /// <param name="Reason">Why, in one short sentence.</param>
    public sealed record Ignored(string Reason) : LineMeaning;

    /// <summary>A blank line that dispatched an event.</summary>
    public sealed record Dispatch : LineMeaning;

    /// <summary>A blank line that dispatched nothing.</summary>
    /// <param name="Reason">Why, in one short sentence.</param>
    public sealed record NoDispatch(string Reason) : LineMeaning;
}
