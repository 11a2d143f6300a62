using System.Globalization;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>A capture in words, for the verdict beside its lane, for those who do not see the lane, and for a terminal.</summary>
internal static class LaneWording
{
    private const int StripWidth = 61;

    /// <summary>What the lane shows, in a few words: <c>held · first event 2.01 s</c>.</summary>
    public static string Verdict(Capture capture)
    {
        var noun = capture.Noun;
        string?[] parts =
        [
            capture.Status switch { null => "✕ no answer", >= 400 and var status => "✕ " + Words.OfStatus(status), _ => null },
            capture.Delivery == Delivery.Unknown ? null : Words.Of(capture.Delivery),
            capture.TimeToFirstEvent is { } first ? $"first {noun} {Words.OfDuration(first)}" : null,
        ];
        return string.Join(" · ", parts.OfType<string>().DefaultIfEmpty($"no {noun}s"));
    }

    public static string Count(Capture capture) =>
        Words.OfCount(capture.Events.Length, capture.Noun);

    /// <summary>What is written below the lane.</summary>
    public static IEnumerable<string> Remarks(Capture capture)
    {
        string?[] remarks = [Lumps(capture), Stalls(capture)];
        return remarks.OfType<string>();
    }

    /// <summary>How much came at a time, where most events came with others.</summary>
    public static string? Lumps(Capture capture)
    {
        var lumps = capture.Lumps;
        var eventCount = lumps.Sum(lump => lump.EventCount);
        if (2 * eventCount <= capture.Events.Length)
            return null;
        var events = Words.OfCount(eventCount, "event");
        return lumps is [var only]
            ? $"{events} in one read of {Words.OfCount(only.ByteCount, "byte")}"
            : $"{events} in {Words.OfCount(lumps.Length, "lump")}: {Range(lumps.Select(lump => lump.EventCount))} events, {Range(lumps.Select(lump => lump.ByteCount))} bytes a read";

        static string Range(IEnumerable<int> counts) => counts.Min() == counts.Max() ? Words.Of(counts.Min()) : $"{Words.Of(counts.Min())} to {Words.Of(counts.Max())}";
    }

    /// <summary>That the client itself made events late, where it did.</summary>
    public static string? Stalls(Capture capture) => capture.Judgement.ExcusedCount == 0 ? null
        : $"△ the client itself stood still {(capture.ClientStalls is [_] ? "once" : $"{capture.ClientStalls.Length} times, for up")}{(capture.ClientStalls is [_] ? ", for" : " to")} {Words.OfDuration(capture.LongestStall)}";

    /// <summary>Why the response did not end as it should, unless the verdict has said it.</summary>
    public static string? Failure(Capture capture) =>
        capture.Failure is { } failure && !Verdict(capture).Contains(failure, StringComparison.OrdinalIgnoreCase) ? failure : null;

    /// <summary>Whether the response ended as it should.</summary>
    public static bool IsWhole(Capture capture) => capture is { Failure: null, Status: < 400 };

    /// <summary>The answer as a whole, for a single capture.</summary>
    public static string Summary(Capture capture)
    {
        if (capture.Status is not { } status)
            return capture.Failure ?? "no answer";
        var byteCount = capture.Reads.Sum(read => read.Bytes.Length);
        string?[] parts =
        [
            Words.OfStatus(status),
            capture.HttpVersion is { } version ? (capture.Kind is CaptureKind.WebSocket ? "WebSocket over HTTP/" : "HTTP/") + version : null,
            capture.Header("Content-Type"),
            Count(capture),
            capture.Reads.IsEmpty ? null : $"{Words.OfCount(byteCount, "byte")} in {Words.OfCount(capture.Reads.Length, "read")}",
        ];
        return string.Join(" · ", parts.OfType<string>());
    }

    /// <summary>The lane as a sentence.</summary>
    public static string Sentence(Capture capture)
    {
        string?[] parts =
        [
            Verdict(capture),
            capture.HeadersOffset is { } headers ? "headers " + Words.OfDuration(headers) : null,
            capture.Events.IsEmpty ? null : Count(capture),
            "end " + Words.OfDuration(capture.EndOffset),
            Lumps(capture),
            Stalls(capture),
            Failure(capture),
        ];
        return $"{capture.Name}: {string.Join("; ", parts.OfType<string>())}.";
    }

    /// <summary>The lane in characters.</summary>
    public static string Strip(Capture capture, TimeAxis axis)
    {
        var sent = capture.Events.Where(e => e.SentOffset is not null).Select(e => e.SentOffset!.Value).ToArray();
        var arrived = Enumerable.Repeat(' ', StripWidth).ToArray();
        var (open, end) = (Column(capture.HeadersOffset ?? capture.EndOffset), Column(capture.EndOffset));
        Array.Fill(arrived, '·', 0, open);
        Array.Fill(arrived, '─', open, Math.Max(0, end - open));
        if (capture.HeadersOffset is not null)
            arrived[open] = '◇';
        arrived[end] = '┤';
        Mark(arrived, capture.Events.Select(e => e.Offset), '●');
        Mark(arrived, capture.Lumps.Select(lump => lump.Offset), '◉');
        if (!IsWhole(capture))
            arrived[end] = '✕';

        var departed = Enumerable.Repeat(' ', StripWidth).ToArray();
        Mark(departed, sent, '╷');
        var sentRow = sent.Length == 0 ? "" : $"  sent     {new string(departed).TrimEnd()}\n";
        return $"{Sentence(capture)}\n{sentRow}  arrived  {new string(arrived).TrimEnd()}\n";

        int Column(TimeSpan offset) => (int)Math.Round(axis.Share(offset) * (StripWidth - 1));

        void Mark(char[] row, IEnumerable<TimeSpan> offsets, char mark)
        {
            foreach (var offset in offsets)
                row[Column(offset)] = mark;
        }
    }

    /// <summary>What the pointer shows on a mark.</summary>
    public static string Tip(Capture capture, (ArrivedEvent Arrived, int Number)[] group)
    {
        var (first, number) = group[0];
        var noun = capture.Noun;
        var which = group.Length == 1
            ? $"{noun} " + number.ToString(CultureInfo.InvariantCulture)
            : Words.Invariant($"{noun}s {number}–{group[^1].Number}");
        var sent = first.SentOffset is { } offset ? $"sent {Words.OfDuration(offset)}, " : "";
        return $"{which}: {sent}arrived {Words.OfDuration(first.Offset)}";
    }
}
