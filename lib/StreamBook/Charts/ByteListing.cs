using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StreamBook;

/// <summary>A stream line by line: offset, bytes, what each line is, and the event behind the blank line that dispatches it.</summary>
internal static class ByteListing
{
    private const int MostLines = 300, RemarkAt = 46;

    public static Table Of(ExplainedStream stream)
    {
        var blocks = BlockOfLine(stream.Lines);
        ImmutableArray<ListedLine> lines = [.. stream.Lines.Take(MostLines).Select((line, index) => new ListedLine(
            line,
            blocks[index],
            line is { Meaning: LineMeaning.Dispatch, EventIndex: { } e } ? stream.Events[e] : null))];
        var rest = stream.Lines.Length - lines.Length;
        var omitted = rest > 0 ? $"… and {Wording.OfCount(rest, "more line")}" : null;
        var caption = Caption(stream);
        return new(ByteListingHtml.Of(caption, lines, omitted), Text(caption, lines, omitted));
    }

    /// <summary>Where each line lies between the first line of an event and the one that dispatched it.</summary>
    private static BlockPart[] BlockOfLine(ImmutableArray<ExplainedLine> lines)
    {
        var parts = new BlockPart[lines.Length];
        var lastLines = new Dictionary<int, int>();
        for (var i = 0; i < parts.Length; i++)
        {
            if (lines[i].EventIndex is { } index)
                lastLines[index] = i;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (lines[i].EventIndex is not { } index)
                continue;
            var last = lastLines[index];
            Array.Fill(parts, BlockPart.Inside, i, last - i + 1);
            parts[i] = BlockPart.First;
            i = last;
        }

        return parts;
    }

    private static string Caption(ExplainedStream stream)
    {
        var byteCount = stream.Lines is [.., var last] ? last.Offset + last.Bytes.Length : 0;
        string?[] parts =
        [
            Wording.OfCount(byteCount, "byte"),
            stream.Lines is [{ Offset: > 0 }, ..] ? "the first 3 are a byte order mark, skipped" : null,
            Wording.OfCount(stream.Lines.Length, "line"),
            Wording.OfCount(stream.Events.Length, "event"),
            stream.ReconnectionTime is { } time ? Wording.Invariant($"reconnection time {time.TotalMilliseconds:#,0} ms") : null,
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    private static string Text(string caption, ImmutableArray<ListedLine> lines, string? omitted)
    {
        const string Margin = "         ";
        var text = new StringBuilder(caption).Append("\n\n");
        foreach (var (line, block, dispatched) in lines)
        {
            var bracket = block switch { BlockPart.First => '┌', BlockPart.Inside => '│', _ => ' ' };
            var bytes = $"{Wording.Of(line.Offset),8} {bracket} {string.Concat(VisibleBytes.Of(line.Bytes.AsSpan()))}";
            if (TextLayout.Width(bytes) >= RemarkAt)
            {
                text.Append(bytes).Append('\n');
                bytes = Margin + (block == BlockPart.None ? ' ' : '│');
            }

            text.Append(TextLayout.PadRight(bytes, RemarkAt)).Append(Remark.On(line.Meaning)).Append('\n');
            if (dispatched is { } e)
                text.Append(CultureInfo.InvariantCulture, $"{Margin}└ ▶ Event {line.EventIndex + 1}: {string.Concat(Remark.On(e))}\n");
        }

        return text.Append(omitted).ToString().TrimEnd('\n');
    }
}

/// <summary>A line, its place in the block of an event, and the event itself if this line dispatched it.</summary>
internal sealed record ListedLine(ExplainedLine Line, BlockPart Block, ServerSentEvent? Dispatched);

internal enum BlockPart
{
    None,
    First,
    Inside,
}
