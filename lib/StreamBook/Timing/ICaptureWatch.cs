namespace StreamBook.Timing;

/// <summary>Looks on while a capture is made. It is called between two reads: what it does must be short.</summary>
internal interface ICaptureWatch
{
    /// <summary>The header section has arrived.</summary>
    /// <param name="capture">What is known by then.</param>
    void OnAnswer(Capture capture);

    /// <summary>Bytes of the body have arrived, and with them the end of some events.</summary>
    /// <param name="read">The bytes; of a WebSocket none.</param>
    /// <param name="events">The events or messages that ended in it; perhaps none.</param>
    void OnRead(ArrivedBytes read, ReadOnlySpan<ArrivedEvent> events);
}
