using StreamBook.Timing;

namespace StreamBook.Cli.Inspect;

/// <summary>Ends a capture that grows too large: an answer without an end of lines, or of much, would fill the memory.</summary>
/// <param name="inner">Who looks on besides; may be null.</param>
/// <param name="end">Leaves.</param>
internal sealed class ByteLimit(ICaptureWatch? inner, CancellationTokenSource end) : ICaptureWatch
{
    private long _byteCount;

    public void OnAnswer(Capture capture) => inner?.OnAnswer(capture);

    public void OnRead(ArrivedBytes read, ReadOnlySpan<ArrivedEvent> events)
    {
        inner?.OnRead(read, events);
        _byteCount += read.Bytes.Length;
        if (_byteCount > InspectRequest.MostByteCount)
            end.Cancel();
    }
}
