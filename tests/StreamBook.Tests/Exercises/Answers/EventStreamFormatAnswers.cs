using System.Collections.Immutable;

namespace StreamBook.Tests;

internal static class EventStreamFormatAnswers
{
    private const string Solution = "data: hello\n\nevent: tick\nid: 7\ndata: first\ndata: second\n\nevent: done\ndata:  ready\n\n";

    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("01.1")
        {
            Right =
            [
                new("as the book", () => Solution),
                new("CR LF, no spaces, another order of the fields", () => "data:hello\r\n\r\nid:7\r\ndata:first\r\ndata:second\r\nevent:tick\r\n\r\n:done\r\nevent:done\r\ndata:  ready\r\n\r\n"),
            ],
            Wrong =
            [
                new("nothing", () => null, "Not solved yet"),
                new("empty", () => "", "Not solved yet"),
                new("the first event only", () => "data: hello\n\n", "arrived:   event “message”, data “hello”"),
                new("no blank line at the end", () => Solution[..^1], "mistake:   the end of the stream dispatches the last event"),
                new("a space lost", () => Solution.Replace("data:  ready", "data: ready"), "data “ready”"),
                new("lines joined by hand", () => Solution.Replace("data: first\ndata: second", "data: first\nsecond"), "data “first”, last event ID “7”"),
                new("names in capitals", () => Solution.Replace("data", "Data"), "arrived:   none"),
            ],
        },
        new("01.2")
        {
            Right =
            [
                new("as the book", () => Encode((type, id, data) => $"event: {Line(type)}\nid: {Line(id)}\n{string.Concat(data.ReplaceLineEndings("\n").Split('\n').Select(line => $"data: {line}\n"))}\n")),
                new("CR only, no spaces where none is needed", () => Encode((type, id, data) =>
                    $"{string.Concat(data.Split(["\r\n", "\r", "\n"], StringSplitOptions.None).Select(line => $"data:{(line.StartsWith(' ') ? " " : "")}{line}\r"))}id:{Line(id)}\revent:{Line(type)}\r\r")),
            ],
            Wrong =
            [
                new("left out", () => Encode((_, _, _) => null), "Not solved yet"),
                new("the visible example", () => Encode((_, _, _) => "event: tick\nid: 1\ndata: hello\n\n"), "what was encoded is decoded to the same event"),
                new("the data in one line", () => Encode((type, id, data) => $"event: {Line(type)}\nid: {Line(id)}\ndata: {data}\n\n"), "mistake:   a line break may stand in a data line"),
                new("split at LF only", () => Encode((type, id, data) => $"event: {Line(type)}\nid: {Line(id)}\n{string.Concat(data.Split('\n').Select(line => $"data: {line}\n"))}\n"), "mistake:   only LF ends a line"),
                new("line breaks taken out", () => Encode((type, id, data) => $"event: {Line(type)}\nid: {Line(id)}\ndata: {data.ReplaceLineEndings(" ")}\n\n"), "mistake:   line breaks are to be taken out"),
                new("no space after the colon", () => Encode((type, id, data) => $"event:{Line(type)}\nid:{Line(id)}\n{string.Concat(data.ReplaceLineEndings("\n").Split('\n').Select(line => $"data:{line}\n"))}\n"), "mistake:   no space is needed after the colon"),
                new("type and ID taken as they come", () => Encode((type, id, data) => $"event: {type}\nid: {id}\n{string.Concat(data.ReplaceLineEndings("\n").Split('\n').Select(line => $"data: {line}\n"))}\n"), "a line break in the type is refused"),
                new("another signature", () => (Func<string, string>)(data => data), "a function (string, string, string) → string"),
            ],
        },
    ];

    private static Func<string, string, string, string?> Encode(Func<string, string, string, string?> encode) => encode;

    private static string Line(string text) => text.AsSpan().ContainsAny('\r', '\n') ? throw new ArgumentException("It holds a line break.") : text;
}
