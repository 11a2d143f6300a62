using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>What the lumps of a capture say without times of sending.</summary>
/// <param name="Count">How many lumps.</param>
/// <param name="EventCount">How many events came in them.</param>
/// <param name="Share">The share of all events that came in them, from 0 to 1.</param>
/// <param name="CutCount">How many lumps ended in the middle of an event, which a write of whole events does not.</param>
/// <param name="PauseBefore">The median time without anything before a lump.</param>
/// <param name="Sizes">How large they were, in words.</param>
internal sealed record LumpFigures(int Count, int EventCount, double Share, int CutCount, TimeSpan PauseBefore, string Sizes)
{
    /// <summary>The events of an average lump.</summary>
    public double EventsEach => Count == 0 ? 0 : (double)EventCount / Count;

    public static LumpFigures Of(Capture capture)
    {
        var lumps = capture.Lumps;
        if (lumps.IsEmpty)
            return new(0, 0, 0, 0, TimeSpan.Zero, "");
        var cutCount = 0;
        var pauses = new List<TimeSpan>();
        var offsets = lumps.Select(lump => lump.Offset).ToHashSet();
        for (var i = 0; i < capture.Reads.Length; i++)
        {
            var read = capture.Reads[i];
            if (!offsets.Contains(read.Offset))
                continue;
            pauses.Add(read.Offset - (i == 0 ? TimeSpan.Zero : capture.Reads[i - 1].Offset));
            // The last read of all ends where the stream was left or cut.
            if (i < capture.Reads.Length - 1 && !EndsWithBlankLine(read.Bytes.AsSpan()))
                cutCount++;
        }

        var (least, most) = (lumps.Min(lump => lump.ByteCount), lumps.Max(lump => lump.ByteCount));
        var eventCount = lumps.Sum(lump => lump.EventCount);
        return new(lumps.Length, eventCount, (double)eventCount / capture.Events.Length, cutCount, pauses.Order().ElementAt(pauses.Count / 2),
            least == most ? Words.OfCount(most, "byte") : $"{Words.Of(least)} to {Words.OfCount(most, "byte")}");
    }

    private static bool EndsWithBlankLine(ReadOnlySpan<byte> bytes) => bytes.EndsWith("\n\n"u8) || bytes.EndsWith("\r\n\r\n"u8) || bytes.EndsWith("\r\r"u8);
}
