namespace StreamBook.Tests;

/// <summary>Streams and what the standard makes of them. Lines are written with LF; tests put every line ending in its place.</summary>
internal static class EventStreamCases
{
    public sealed record Case(string Name, string Stream, ServerSentEvent[] Events, string LastEventId = "", long? Retry = null);

    public static readonly IReadOnlyList<Case> All =
    [
        // Lines and blocks.
        new("an empty stream", "", []),
        new("blank lines only", "\n\n\n", []),
        new("one data line", "data: a\n\n", [Message("a")]),
        new("two events", "data: a\n\ndata: b\n\n", [Message("a"), Message("b")]),
        new("several blank lines between events", "data: a\n\n\n\ndata: b\n\n", [Message("a"), Message("b")]),
        new("an event that the end of the stream cuts off", "data: a\n\ndata: b\n", [Message("a")]),
        new("a line that the end of the stream cuts off", "data: a\n\ndata: b", [Message("a")]),
        new("a stream that begins with a blank line", "\ndata: a\n\n", [Message("a")]),

        // Field names and values.
        new("no space after the colon", "data:a\n\n", [Message("a")]),
        new("only one space is removed", "data:  a \n\n", [Message(" a ")]),
        new("a tab is not removed", "data:\ta\n\n", [Message("\ta")]),
        new("only the first colon divides", "data: a: b\n\n", [Message("a: b")]),
        new("a colon as value", "data::\n\n", [Message(":")]),
        new("a name in capitals is unknown", "Data: a\nDATA: b\n\n", []),
        new("a name with a space is unknown", "data : a\n data: b\n\n", []),
        new("a name with NUL is unknown", "data\0: a\n\0data: b\n\n", []),
        new("a longer or shorter name is unknown", "data2: a\ndat: b\nd\n\n", []),
        new("an unknown field changes nothing", "data: a\nfoo: b\nbar\ndata: c\n\n", [Message("a\nc")]),
        new("NUL in data stays", "data: a\0b\n\n", [Message("a\0b")]),
        new("comments are ignored", ": a\ndata: b\n:\n:data: c\ndata: d\n:\n\n", [Message("b\nd")]),
        new("a line of JSON is an unknown field", "{\"a\": 1}\n\n", []),

        // Data.
        new("data lines are joined with LF", "data: YHOO\ndata: +2\ndata: 10\n\n", [Message("YHOO\n+2\n10")]),
        new("data without a colon", "data\n\ndata\ndata\n\ndata:", [Message(""), Message("\n")]),
        new("data without a value", "data:\n\ndata: \n\n", [Message(""), Message("")]),
        new("empty data lines around one", "data\ndata: a\ndata:\n\n", [Message("\na\n")]),
        new("other fields between data lines", "data: a\nid: 1\ndata: b\nevent: t\ndata: c\n\n", [new("t", "a\nb\nc", "1")], "1"),

        // Event type.
        new("an event type", "event: tick\ndata: a\n\n", [new("tick", "a", "")]),
        new("an event type after the data", "data: a\nevent: tick\n\n", [new("tick", "a", "")]),
        new("the last event type counts", "event: a\nevent: b\ndata: c\n\n", [new("b", "c", "")]),
        new("an empty event type is message", "event: a\nevent:\ndata: b\n\nevent\ndata: c\n\n", [Message("b"), Message("c")]),
        new("the event type lasts for one event", "event: a\ndata: b\n\ndata: c\n\n", [new("a", "b", ""), Message("c")]),
        new("the event type is reset by a blank line without data", "event: a\n\ndata: b\n\n", [Message("b")]),
        new("an event type keeps its spaces", "event:  a \ndata: b\n\n", [new(" a ", "b", "")]),
        new("the same event types again", "event: a\ndata: 1\n\nevent: b\ndata: 2\n\nevent: a\ndata: 3\n\n", [new("a", "1", ""), new("b", "2", ""), new("a", "3", "")]),
        new("NUL in an event type stays", "event: a\0\ndata: b\n\n", [new("a\0", "b", "")]),

        // Last event ID.
        new("an ID", "id: 1\ndata: a\n\n", [new("message", "a", "1")], "1"),
        new("an ID stays", "id: 1\ndata: a\n\ndata: b\n\n", [new("message", "a", "1"), new("message", "b", "1")], "1"),
        new("an ID without a value resets", ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event", [new("message", "first event", "1"), Message("second event")]),
        new("an ID without data still counts", "id: 1\n\ndata: a\n\n", [new("message", "a", "1")], "1"),
        new("the last ID counts", "id: 1\nid: 2\ndata: a\n\n", [new("message", "a", "2")], "2"),
        new("an ID with NUL is ignored", "id: 1\nid: 2\0\nid: \0\ndata: a\n\n", [new("message", "a", "1")], "1"),
        new("an ID keeps its spaces", "id:  1 \ndata: a\n\n", [new("message", "a", " 1 ")], " 1 "),
        new("an ID that no blank line follows does not count", "id: 1\ndata: a\n\nid: 2\ndata: b\n", [new("message", "a", "1")], "1"),

        // Reconnection time.
        new("a reconnection time", "retry: 1500\n\n", [], Retry: 1500),
        new("a reconnection time counts at once", "data: a\nretry: 0\n", [], Retry: 0),
        new("the last valid reconnection time counts", "retry: 1\nretry: 007\nretry: x\n\n", [], Retry: 7),
        new("a reconnection time takes only ASCII digits", "retry: 1x\nretry:  1\nretry: 1 \nretry: -1\nretry: +1\nretry: 1.5\nretry: 1e3\nretry: 0x1\nretry: １\nretry: 5\0\n\n", []),
        new("a reconnection time needs a digit", "retry\nretry:\nretry: \n\n", []),
        new("a reconnection time beyond 32 bits", "retry: 5000000000\n\n", [], Retry: 5_000_000_000),
        new("a reconnection time changes no event", "retry: 1\ndata: a\nretry: 2\n\n", [Message("a")], Retry: 2),

        // BOM and characters beyond ASCII.
        new("one BOM is removed", "\uFEFFdata: a\n\n", [Message("a")]),
        new("only one BOM is removed", "\uFEFF\uFEFFdata: a\n\ndata: b\n\n", [Message("b")]),
        new("a BOM later on is a character", "data: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n", [Message("a"), Message("\uFEFFc")]),
        new("a BOM before a comment", "\uFEFF: a\ndata: b\n\n", [Message("b")]),
        new("a BOM before a blank line", "\uFEFF\ndata: b\n\n", [Message("b")]),
        new("nothing but a BOM", "\uFEFF", []),
        new("characters of every length", "event: ü\nid: €\ndata: aüα€漢😀\n\n", [new("ü", "aüα€漢😀", "€")], "€"),
        new("line separators of Unicode end no line", "data: a\u0085b\u2028c\u2029d\u000Be\u000Cf\n\n", [Message("a\u0085b\u2028c\u2029d\u000Be\u000Cf")]),
    ];

    private static ServerSentEvent Message(string data) => new("message", data, "");
}
