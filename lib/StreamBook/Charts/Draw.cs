using StreamBook.Charts;

namespace StreamBook;

/// <summary>Draws what was measured.</summary>
public static class Draw
{
    /// <summary>
    /// One lane for each capture on a common axis of time since the request was sent: above, when the backend sent
    /// each event; below, when it arrived; a line from the one to the other, so that steep means streamed and a fan
    /// means held. Headers, end, verdict and failure are written beside their marks.
    /// </summary>
    /// <param name="captures">At least one, drawn in their order.</param>
    /// <exception cref="ArgumentException">There is no capture.</exception>
    public static Picture Lanes(params IEnumerable<Capture> captures) => LanesPicture.Of([.. captures]);

    /// <summary>One horizontal bar for each value, from zero, in the order given.</summary>
    /// <param name="title">What is compared, in one line.</param>
    /// <param name="unit">The unit written behind each value, such as <c>ms</c>; may be empty.</param>
    /// <param name="bars">Labels and values; values from 0 up. At least one.</param>
    /// <exception cref="ArgumentException">There is no bar.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative or not finite.</exception>
    public static Picture Bars(string title, string unit, params (string Label, double Value)[] bars) =>
        BarsPicture.Of(title, unit, bars);

    /// <summary>
    /// Every line of a stream with its offset, its exact bytes, what it is, and below each blank line that dispatches,
    /// the event. Line endings, control characters and spaces at an edge are made visible. Of a long stream the first
    /// 300 lines are shown, of a long line both ends; what is left out is said.
    /// </summary>
    public static Table Bytes(ExplainedStream stream) => ByteListing.Of(stream);

    /// <summary>A frame part by part: offset, exact bytes, and what their bits say. Of a long payload both ends are shown.</summary>
    /// <exception cref="InvalidOperationException">A part of the frame does not fit into its bits.</exception>
    public static Table Bytes(WebSocketFrame frame) => FrameListing.Of(frame);

    /// <summary>
    /// Every frame of a WebSocket, both ways: when, from whom, its exact bytes (first byte, length and masking key
    /// marked, the payload not), what it is, and which rules it breaks. Of a long conversation the first 100 are shown.
    /// </summary>
    public static Table Frames(FrameCapture capture) => FrameListing.Of(capture);
}
