using System.Collections.Immutable;

namespace StreamBook.Diagnoses;

/// <summary>The lines of an event stream as the decoder reads them, of its first megabyte: what is wrong with a format is wrong early.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="ReconnectionTime">What a valid <c>retry</c> line set.</param>
/// <param name="IsWhole">Whether these are all, and the peer ended the stream.</param>
internal sealed record StreamLines(ImmutableArray<ReadLine> Lines, TimeSpan? ReconnectionTime, bool IsWhole)
{
    private const int MostByteCount = 1 << 20;

    public static StreamLines Of(Capture capture)
    {
        var explainer = new EventStreamExplainer();
        List<ExplainedLine> lines = [];
        var byteCount = 0;
        foreach (var bytes in capture.Reads.Select(read => read.Bytes))
        {
            var taken = Math.Min(bytes.Length, MostByteCount - byteCount);
            lines.AddRange(explainer.Read(bytes.AsSpan()[..taken]));
            byteCount += taken;
        }

        return new(
            [.. lines.Concat(explainer.Complete()).Select(line => new ReadLine(line))],
            explainer.ReconnectionTime,
            byteCount < MostByteCount && capture.Ending is CaptureEnding.Ended);
    }
}
