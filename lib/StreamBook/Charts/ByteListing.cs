using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>A stream line by line: offset, bytes, what each line is, and the event behind the blank line that dispatches it.</summary>
internal static class ByteListing
{
    /// <summary>As wide as an offset.</summary>
    public const string Margin = "         ";

    private const int MostLines = 300, RemarkAt = 46;

    public static Table Of(ExplainedStream stream)
    {
        ImmutableArray<ListedLine> lines = [.. Listed(stream.Lines, index => stream.Events[index]).Take(MostLines)];
        var rest = stream.Lines.Length - lines.Length;
        var omitted = rest > 0 ? $"… and {Words.OfCount(rest, "more line")}" : null;
        var caption = Caption(stream);
        var text = string.Join('\n', lines.Select(line => TextOf(line, VisibleBytes.Most)).Append(omitted).OfType<string>());
        return new(ByteListingHtml.Of(caption, lines, omitted), $"{caption}\n\n{text}".TrimEnd('\n'));
    }

    private static IEnumerable<ListedLine> Listed(ImmutableArray<ExplainedLine> lines, Func<int, ServerSentEvent> eventAt) =>
        lines.Zip(BlockOfLine(lines), (line, block) => new ListedLine(
            line, block, line is { Meaning: LineMeaning.Dispatch, EventIndex: { } index } ? eventAt(index) : null));

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
            Words.OfCount(byteCount, "byte"),
            stream.Lines is [{ Offset: > 0 }, ..] ? "the first 3 are a byte order mark, skipped" : null,
            Words.OfCount(stream.Lines.Length, "line"),
            Words.OfCount(stream.Events.Length, "event"),
            stream.ReconnectionTime is { } time ? Words.Invariant($"reconnection time {time.TotalMilliseconds:#,0} ms") : null,
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    /// <summary>A line in a terminal, and behind the line that dispatched an event the event.</summary>
    public static string TextOf(ListedLine listed, int mostBytes)
    {
        var (line, block, dispatched, _) = listed;
        var text = new StringBuilder();
        var bracket = block switch { BlockPart.First => '┌', BlockPart.Inside => '│', BlockPart.Last => '└', _ => ' ' };
        var bytes = $"{Words.Of(line.Offset),8} {bracket} {string.Concat(VisibleBytes.Of(line.Bytes.AsSpan(), mostBytes))}";
        if (TextLayout.Width(bytes) >= RemarkAt)
        {
            text.Append(bytes).Append('\n');
            bytes = Margin + (block is BlockPart.First or BlockPart.Inside ? '│' : ' ');
        }

        text.Append(TextLayout.PadRight(bytes, RemarkAt)).Append(Remark.On(line.Meaning));
        if (dispatched is { } e)
            text.Append(CultureInfo.InvariantCulture, $"\n{Margin}└ ▶ Event {line.EventIndex + 1}{(listed.Time is { } time ? $", {time}" : "")}: {string.Concat(Remark.On(e))}");
        return text.ToString();
    }
}

/// <summary>A line, its place in the block of an event, the event itself if this line dispatched it, and when that came where it is to be told.</summary>
internal sealed record ListedLine(ExplainedLine Line, BlockPart Block, ServerSentEvent? Dispatched, string? Time = null);

internal enum BlockPart
{
    None,
    First,
    Inside,

    /// <summary>Ends a block that led to no event.</summary>
    Last,
}
