using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using StreamBook.WebSockets;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>A frame part by part, and a conversation frame by frame.</summary>
internal static class FrameListing
{
    private const int MostFrames = 100, WordsAt = 50;

    public static Table Of(WebSocketFrame frame)
    {
        var bytes = frame.ToBytes();
        var parts = FramePart.Of(frame, bytes);
        var caption = $"{FrameWording.Of(frame)}; {Words.OfCount(bytes.Length, "byte")} on the wire";
        var text = new StringBuilder(caption).Append("\n\n");
        foreach (var part in parts)
            text.Append(Columns($"{Words.Of(part.ByteOffset),8}  {part.Hexadecimal}", part.Meaning));
        var rows = parts.Select(part => new XElement("tr",
            Offset(Words.Of(part.ByteOffset)),
            ByteListingHtml.Data("width:100%;", ByteListingHtml.SideBySide(Code([part], part => part.Hexadecimal), part.Meaning))));
        return new(TableColumn.Around(caption, Head("offset"), new XElement("tbody", rows)), text.ToString().TrimEnd('\n'));
    }

    public static Table Of(FrameCapture capture)
    {
        var caption = Caption(capture);
        var frames = capture.Frames.Take(MostFrames).ToArray();
        var last = capture.Frames.Length > frames.Length ? $"… and {Words.OfCount(capture.Frames.Length - frames.Length, "more frame")}" : null;
        string?[] remarks = [last, capture.Failure is null ? null : $"✗ {capture.Failure}"];

        var text = new StringBuilder(caption).Append("\n\n");
        foreach (var frame in frames)
            text.Append(Columns($"{Words.OfDuration(frame.Offset),8} {Arrow(frame)} {string.Join(' ', FramePart.Of(frame.Frame, frame.Bytes).Select(part => part.Brief))}", Meaning(frame)));
        foreach (var remark in remarks.OfType<string>())
            text.Append(remark).Append('\n');

        var rows = frames.Select(frame => new XElement("tr",
            Offset(Words.OfDuration(frame.Offset)),
            ByteListingHtml.Data("white-space:nowrap;", Arrow(frame)),
            ByteListingHtml.Data("width:100%;", ByteListingHtml.SideBySide(Code(FramePart.Of(frame.Frame, frame.Bytes), part => part.Brief), Meaning(frame), "flex-basis:12em"))));
        var below = remarks.OfType<string>().Select(remark => new XElement("tr", new XElement("td", remark, new XAttribute("colspan", 3))));
        return new(TableColumn.Around(caption, Head("time", "from"), new XElement("tbody", rows, below)), text.ToString().TrimEnd('\n'));
    }

    private static string Caption(FrameCapture capture) => string.Join("; ",
        capture.Name,
        capture.Status is { } status ? Words.OfStatus(status) : "no answer",
        $"{Words.OfCount(capture.FromClient.Length, "frame")} from the client, {capture.FromServer.Length} from the server",
        $"close code {capture.CloseCode}");

    private static string Arrow(CapturedFrame frame) => frame.Sender is Endpoint.Client ? "client →" : "← server";

    private static string Meaning(CapturedFrame frame) =>
        FrameWording.Of(frame.Frame) + string.Concat(frame.Decoded.Problems.Select(problem => $" ✗ {problem.Reason}"));

    private static string Columns(string bytes, string words) => TextLayout.Width(bytes) < WordsAt
        ? $"{TextLayout.PadRight(bytes, WordsAt)}{words}\n"
        : $"{bytes}\n{new string(' ', WordsAt)}{words}\n";

    private static XElement Head(params string[] headings) => new("thead", new XElement("tr",
        headings.Append("bytes, and what they are").Select(ByteListingHtml.Heading)));

    private static XElement Offset(string text) =>
        ByteListingHtml.Data("text-align:right;opacity:.75;white-space:nowrap;", text);

    private static IEnumerable<object> Code(ImmutableArray<FramePart> parts, Func<FramePart, string> bytes) => parts.SelectMany(part => new object[]
    {
        new XElement("span", bytes(part), new XAttribute("style",
            part.Colour is null ? "" : $"font-weight:600;border-bottom:2px solid {part.Colour};background:{part.Colour}2b")),
        " ",
    });
}
