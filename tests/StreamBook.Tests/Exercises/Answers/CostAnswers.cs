using System.Collections.Immutable;
using System.Text;

namespace StreamBook.Tests;

internal static class CostAnswers
{
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("09.1")
        {
            Right =
            [
                new("as the book", () => Bytes()),
                new("written out and counted", () => (Func<string, string, int>)((message, way) =>
                {
                    var length = Encoding.UTF8.GetByteCount(message);
                    var text = way.StartsWith('e') ? $"{string.Concat(message.Split('\n').Select(line => $"data: {line}\n"))}\n" : "";
                    var size = text.Length > 0 ? Encoding.UTF8.GetByteCount(text) : length + new[] { 2, 4, 10 }[length < 126 ? 0 : length < 65_536 ? 1 : 2] + (way.Contains("up") ? 4 : 0);
                    return way[^1] == '2' ? 9 + size : text.Length > 0 ? $"{size:X}\r\n".Length + size + 2 : size;
                })),
            ],
            Wrong =
            [
                new("left out", () => (Func<string, string, int>)((_, _) => 0), "Not solved yet"),
                new("a constant", () => (Func<string, string, int>)((_, _) => 14), "a message in ASCII is counted right"),
                new("characters", () => Bytes(length: message => message.Length), "mistake:   a character is a byte"),
                new("no chunk", () => Bytes(chunk: false), "mistake:   what a program writes is what travels"),
                new("no mask", () => Bytes(mask: 0), "mistake:   a frame is a frame"),
                new("one data line", () => Bytes(lines: _ => 1), "mistake:   data stands in one line"),
                new("no frame of HTTP/2", () => Bytes(http2: 0), "mistake:   what a program writes is what travels"),
                new("125 is long", () => Bytes(shortest: 125), "frame down, HTTP/1.1"),
            ],
        },
    ];

    private static Func<string, string, int> Bytes(Func<string, int>? length = null, Func<string, int>? lines = null, bool chunk = true, int mask = 4, int http2 = 9, int shortest = 126) => (message, way) =>
    {
        var size = length?.Invoke(message) ?? Encoding.UTF8.GetByteCount(message);
        var isEvent = way.StartsWith("event", StringComparison.Ordinal);
        size += isEvent ? (6 * (lines?.Invoke(message) ?? message.Split('\n').Length)) + 2 : (size < shortest ? 2 : size < 65_536 ? 4 : 10) + (way.Contains("up", StringComparison.Ordinal) ? mask : 0);
        return way.EndsWith("HTTP/2", StringComparison.Ordinal) ? size + http2 : isEvent && chunk ? size + $"{size:x}".Length + 4 : size;
    };
}
