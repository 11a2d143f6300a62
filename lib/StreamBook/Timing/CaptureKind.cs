namespace StreamBook;

/// <summary>What a capture asked for. <see cref="Capture.HttpVersion"/> says over what.</summary>
public enum CaptureKind
{
    /// <summary>An event stream, or whatever else one HTTP request was answered with: it has reads, and events where it is one.</summary>
    EventStream,

    /// <summary>A WebSocket: its events are the messages, and what a read brought is not known.</summary>
    WebSocket,
}
