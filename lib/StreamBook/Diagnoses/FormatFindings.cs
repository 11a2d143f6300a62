using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using StreamBook.Sse;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>What the bytes of an event stream say: to the standard none of it is an error, so all of it passes in silence.</summary>
internal static class FormatFindings
{
    private static readonly TimeSpan _hammering = TimeSpan.FromSeconds(1);

    public static IEnumerable<Finding> Of(Capture capture)
    {
        if (!AnswerFindings.IsEventStream(capture) || capture.Reads.IsEmpty)
            return [];
        var stream = StreamLines.Of(capture);
        return
        [
            .. Bytes(stream.Lines),
            .. Fields(capture, stream.Lines),
            .. LastEvent(capture, stream),
            .. Json(capture, stream.Lines),
            .. Resuming(capture, stream),
        ];
    }

    private static IEnumerable<Finding> Bytes(ImmutableArray<ReadLine> lines)
    {
        if (lines.FirstOrDefault(line => line.Content.StartsWith("\uFEFF"u8)) is { } bom)
            yield return Catalogue.ByteOrderMark.Found($"The line at byte {Words.Of(bom.Line.Offset)} begins with EF BB BF: it counts as a field of a strange name, and is ignored.");
        if (lines.FirstOrDefault(line => line.HasEnding && !Utf8.IsValid(line.Content)) is { } invalid)
            yield return Catalogue.InvalidUtf8.Found($"The line at byte {Words.Of(invalid.Line.Offset)} holds bytes that are not UTF-8: clients read U+FFFD in their place.");
        if (lines.Count(line => line.EndsWithCarriageReturn) is >= 2 and var count && !lines.Any(line => line.HasEnding && !line.EndsWithCarriageReturn))
            yield return Catalogue.CarriageReturns.Found($"{Words.OfCount(count, "line")}, each ended by a CR alone.");
    }

    private static IEnumerable<Finding> Fields(Capture capture, ImmutableArray<ReadLine> lines)
    {
        if (lines.FirstOrDefault(line => line.Kind is LineKind.IdWithNul) is { } id)
            yield return Catalogue.NulInId.Found($"The `id` line at byte {Words.Of(id.Line.Offset)} holds a NUL: it is ignored, and the ID before stays.");
        if (lines.FirstOrDefault(line => line.IsMisspelt) is { } misspelt)
            yield return Catalogue.Misspelt.Found($"The line at byte {Words.Of(misspelt.Line.Offset)} is {misspelt.Shown}: it is ignored.");
        if (capture.Events.Length > 0 && lines.Zip(lines.Skip(1)).FirstOrDefault(pair => pair.First.Kind is LineKind.Data or LineKind.UnknownField && pair.Second.IsStray) is { Second: { } stray })
            yield return Catalogue.LostPrefix.Found($"After a `data` line the line at byte {Words.Of(stray.Line.Offset)} is {stray.Shown}: without `data:` it is ignored, and the data ends before it.");
    }

    private static IEnumerable<Finding> LastEvent(Capture capture, StreamLines stream)
    {
        var fields = stream.Lines.Reverse().TakeWhile(line => line.Kind is not LineKind.Blank).Count(line => line.Kind is LineKind.Data);
        if (stream.IsWhole && fields > 0)
            yield return Catalogue.LastEventLost.Found($"After the last blank line came {Words.OfCount(fields, "line")} of data, and then the end: {(capture.Events.IsEmpty ? "no event was dispatched at all" : "clients discard it")}.");
    }

    private static IEnumerable<Finding> Json(Capture capture, ImmutableArray<ReadLine> lines)
    {
        if (lines.Any(line => line.IsStray))
            yield break;
        var broken = capture.Events.Select((e, i) => (Text: e.Event.Data, Index: i)).Take(1_000).FirstOrDefault(e => e.Text is ['{' or '[', ..] && !IsJson(e.Text));
        if (broken.Text is null)
            yield break;
        if (broken.Text.Contains('\n', StringComparison.Ordinal))
            yield return Catalogue.JsonSplit.Found($"Event {Words.Of(broken.Index + 1)} begins as JSON, and a line break within it makes it none: several `data:` lines are joined with LF.");
        else if (broken.Index + 1 < capture.Events.Length && Joined(capture, broken.Index))
            yield return Catalogue.JsonSplit.Found($"Event {Words.Of(broken.Index + 1)} begins as JSON that goes on in the next event.");
    }

    private static IEnumerable<Finding> Resuming(Capture capture, StreamLines stream)
    {
        if (stream.ReconnectionTime is { } time && time < _hammering)
            yield return Catalogue.Hammering.Found(Words.Invariant($"`retry: {time.TotalMilliseconds:0}`") + $": each client that lost the stream asks again after {Words.OfDuration(time)}.");
        // Only a GET is resumed by an event source; an answer to one question is not.
        if (capture is { Events.Length: >= 2, Method: "GET" } && !ChatPieces.Is(capture) && !stream.Lines.Any(line => line.Kind is LineKind.Id or LineKind.IdWithNul))
            yield return Catalogue.NoIds.Found($"None of {Words.OfCount(capture.Events.Length, "event")} has an ID.");
    }

    private static bool Joined(Capture capture, int first)
    {
        var text = "";
        foreach (var e in capture.Events.Skip(first).Take(64))
        {
            text += e.Event.Data;
            if (IsJson(text))
                return true;
        }

        return false;
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
