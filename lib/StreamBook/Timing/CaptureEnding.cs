namespace StreamBook;

/// <summary>How a capture came to its end. <see cref="Capture.Failure"/> says the same in words, with what the system said.</summary>
public enum CaptureEnding
{
    /// <summary>The peer ended it as the protocol has it: the last chunk, the whole length, END_STREAM, a close frame. The end of the connection too, where the body has no other framing: then nobody can tell a whole body from a cut one.</summary>
    Ended,

    /// <summary>The client left, as it was told to.</summary>
    Left,

    /// <summary>It was still open when the client's deadline came.</summary>
    Deadline,

    /// <summary>The connection was closed in the middle of the answer: before the last chunk, or before the whole length; of a WebSocket, without a close frame.</summary>
    CutOff,

    /// <summary>The connection was reset, or the HTTP/2 stream was: the peer gave up, and said so.</summary>
    Reset,

    /// <summary>No answer came: no such host, refused, closed before the header section.</summary>
    NoAnswer,

    /// <summary>The body could not be read: a coding that is not known, or that it does not have, or an event over the limit.</summary>
    Unreadable,
}
