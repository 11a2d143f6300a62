using System.Globalization;

namespace StreamBook;

/// <summary>An event of an event stream grew past the decoder's limit before a blank line ended it.</summary>
public sealed class EventTooLargeException : Exception
{
    internal EventTooLargeException(int maxEventByteCount, long offset)
        : base(string.Create(CultureInfo.InvariantCulture, $"""
            Decoding the event stream stopped: an event is larger than the limit of {maxEventByteCount:N0} bytes.
              At byte {offset:N0} of the stream no blank line had ended it.
            Either the server leaves out the blank line after an event, or its events are this large: then create the decoder with a larger maxEventByteCount.
            """))
    {
        MaxEventByteCount = maxEventByteCount;
        Offset = offset;
    }

    /// <summary>The limit, in bytes.</summary>
    public int MaxEventByteCount { get; }

    /// <summary>The first byte over the limit, in bytes from the start of the stream. It does not depend on how the bytes arrived.</summary>
    public long Offset { get; }
}
