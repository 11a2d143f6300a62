using StreamBook.Timing;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>What arrives as lines, for an output that is no terminal. A long stream would bury its findings: after some lines the rest is only counted.</summary>
internal sealed class LiveLines(TextWriter output, string noun) : ICaptureWatch
{
    private const int MostLines = 20;

    private int _count;

    public void OnAnswer(Capture capture) =>
        Write($"{Words.OfDuration(capture.HeadersOffset ?? default)}: the header section, {Words.OfStatus(capture.Status ?? 0)}");

    public void OnRead(ArrivedBytes read, ReadOnlySpan<ArrivedEvent> events)
    {
        _count++;
        if (_count <= MostLines)
            Write($"{Words.OfDuration(read.Offset)}: {Words.OfCount(events.Length, noun)}{(read.Bytes.IsEmpty ? "" : $", {Words.OfCount(read.Bytes.Length, "byte")}")}");
        else if (_count == MostLines + 1)
            Write("… and so on");
    }

    private void Write(string text)
    {
        output.WriteLine("  " + text);
        output.Flush();
    }
}
