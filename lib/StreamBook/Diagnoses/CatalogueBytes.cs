using static StreamBook.Diagnoses.Cures;

namespace StreamBook.Diagnoses;

/// <summary>What the bytes of a stream say.</summary>
internal static partial class Catalogue
{
    private const string FormatNotebook = "01-event-stream-format.ipynb";
    private const string Parsing = "event-stream-interpretation";

    public static FindingKind LastEventLost { get; } = Kind("SB141",
        "The last event has no blank line after it.",
        "Only a blank line dispatches an event; what comes after the last one is discarded when the stream ends.",
        In(FormatNotebook, "11 · The end of the stream"),
        OfStandard("End each event with two line ends, the last too: `data: …\\n\\n`.", Parsing),
        At("ASP.NET Core", "`TypedResults.ServerSentEvents` or `SseFormatter` write it; a `WriteAsync` of one's own forgets it.", "https://learn.microsoft.com/dotnet/api/system.net.serversentevents.sseformatter"));

    public static FindingKind NulInId { get; } = Kind("SB142",
        "An ID holds a NUL.",
        "The standard ignores such an `id` line, so that the client goes on with the ID before.",
        In(FormatNotebook, "6 · The ID stays"),
        OfStandard("IDs of printable ASCII: they come back in a header.", Parsing));

    public static FindingKind ByteOrderMark { get; } = Kind("SB143",
        "A byte order mark stands in the middle of the stream.",
        "One at the very beginning is skipped. At the beginning of a later line it belongs to the name of the field, which then is none that the standard knows: the line is ignored.",
        In(FormatNotebook, "8 · Comments, and lines that mean nothing"),
        At("ASP.NET Core", "`new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)` for a `StreamWriter`, and one writer for the whole stream.", "https://learn.microsoft.com/dotnet/api/system.text.utf8encoding"),
        OfStandard("Files that are copied into the stream without their mark.", "parsing-an-event-stream"));

    public static FindingKind Utf16 { get; } = Kind("SB144",
        "The stream is in UTF-16.",
        "An event stream is read as UTF-8, whatever else is said. In UTF-16 each ASCII character brings a NUL byte with it, those of a field's name too: no name is one that the standard knows.",
        In(FormatNotebook, "10 · Bytes, characters, chunks"),
        OfStandard("UTF-8, whatever a charset parameter says.", "parsing-an-event-stream"),
        At("ASP.NET Core", "`Encoding.UTF8`, not `Encoding.Unicode`.", "https://learn.microsoft.com/dotnet/api/system.text.encoding.unicode"));

    public static FindingKind LostPrefix { get; } = Kind("SB145",
        "A line of the data lacks its `data:`.",
        "A line end within the data ends the field, and what follows is a line of its own: it is ignored, or obeyed if it begins as another field does, such as `id: 7`.",
        In(FormatNotebook, "2 · Data on several lines"),
        OfStandard("`data:` in front of every line of the data, or JSON without line ends.", Parsing),
        At("ASP.NET Core", "`JsonSerializerOptions.WriteIndented = false`, or `SseFormatter`, which writes a field for each line.", "https://learn.microsoft.com/dotnet/api/system.net.serversentevents.sseformatter"));

    public static FindingKind JsonSplit { get; } = Kind("SB146",
        "JSON is split.",
        "Several `data:` lines are joined with LF, which JSON allows between its tokens and not within a string (RFC 8259, section 7); and no event goes on in the next.",
        In(FormatNotebook, "2 · Data on several lines"),
        OfStandard("One JSON text on one line of each event.", Parsing),
        At("ASP.NET Core", "Serialize the whole value, then write; do not write what a reader of the upstream happened to return.", "https://learn.microsoft.com/dotnet/api/system.net.serversentevents.sseparser"));

    public static FindingKind Misspelt { get; } = Kind("SB147",
        "The name of a field is misspelt.",
        "Names are lower case, at the beginning of the line, with the colon right behind: `Data:` and `data :` are fields that nobody knows.",
        In(FormatNotebook, "8 · Comments, and lines that mean nothing"),
        OfStandard("`data: `, `event: `, `id: `, `retry: `.", Parsing));

    public static FindingKind ForeignBody { get; } = Kind("SB148",
        "The body is no event stream, though its type says so.",
        "To the standard its lines are comments or fields of unknown names, which are ignored: no event comes, and no error.",
        In(FormatNotebook, "8 · Comments, and lines that mean nothing"),
        OfStandard("`data: ` in front of each value and a blank line behind it; or another content type.", Parsing));

    public static FindingKind CarriageReturns { get; } = Kind("SB149",
        "The lines end with CR alone.",
        "The standard allows it. But a reader that waits to see whether an LF follows, as .NET's `SseParser` does, holds each event back until the next byte comes.",
        In(FormatNotebook, "9 · Three line endings"),
        OfStandard("LF.", "parsing-an-event-stream")) with
    { IsRisk = true };

    public static FindingKind InvalidUtf8 { get; } = Kind("SB150",
        "Bytes of the stream are not UTF-8.",
        "A character that was cut into pieces, or text in another encoding: the standard has U+FFFD read in its place, and no error.",
        In(FormatNotebook, "10 · Bytes, characters, chunks"),
        OfStandard("UTF-8; and cut text between characters, not between bytes.", "parsing-an-event-stream"),
        At("ASP.NET Core", "One `Decoder` for the whole upstream, `Encoding.UTF8.GetDecoder()`, which keeps the half of a character.", "https://learn.microsoft.com/dotnet/api/system.text.decoder"));

    public static FindingKind EndedByLength { get; } = Kind("SB151",
        "The answer ended at a limit of length.",
        "The model had more to say: the limit of tokens of the request, or of the model, was reached.",
        In(ChatGpt, "9 · Is it complete?"),
        At("the backend", "A higher `max_completion_tokens` or `max_output_tokens`, or ask the model to go on; and show the reader that it is cut.", "https://platform.openai.com/docs/api-reference/chat/create"));

    public static FindingKind Filtered { get; } = Kind("SB152",
        "A content filter ended the answer.",
        "The provider's filter stopped the text in the middle; the status stays 200.",
        In(ChatGpt, "9 · Is it complete?"),
        At("the backend", "Tell the reader that the answer was withheld, and why it may be.", "https://platform.openai.com/docs/api-reference/chat-streaming"));

    public static FindingKind ErrorInside { get; } = Kind("SB153",
        "An error came within the stream.",
        "After the first byte a status can no longer say it, so the error is an event; a client that looks for text alone misses it.",
        In(ChatGpt, "10 · An error in the middle"),
        At("the backend", "Look for `error` in each event, and pass it on as an event of a type of its own.", "https://platform.openai.com/docs/guides/streaming-responses"));

    public static FindingKind NoDone { get; } = Kind("SB154",
        "The answer has no end of its own.",
        "Chat completions end with `data: [DONE]`, responses with `response.completed`, `incomplete` or `failed`: without it a client cannot be sure that the answer is whole, however well the body ended.",
        In(ChatGpt, "9 · Is it complete?"),
        At("the backend", "Whoever passes the stream on must pass its last event on too; a client takes an answer without it for half of one.", "https://platform.openai.com/docs/api-reference/chat-streaming"));

    public static FindingKind HandshakeRefused { get; } = Kind("SB161",
        "The opening handshake of the WebSocket was refused.",
        "`Upgrade` and `Connection` are for the next hop alone, and nginx passes them on only where it is told to; or the server does not want this client.",
        In("04-websocket-on-the-wire.ipynb", "12 · Through nginx"), Upgrade);

    public static FindingKind ClosedSilently { get; } = Kind("SB162",
        "The WebSocket ended without a close frame.",
        "A hop or the server dropped the connection; the client reports the code 1006, which is never on the wire.",
        In("04-websocket-on-the-wire.ipynb", "13 · Silence"),
        [
            At("ASP.NET Core", "`KeepAliveInterval` shorter than the shortest timer on the way; with `KeepAliveTimeout` it sends pings, and notices a peer that is gone.", "https://learn.microsoft.com/aspnet/core/fundamentals/websockets"),
            .. Silence.Where(cure => cure.Where is not ("the backend" or "ASP.NET Core")),
        ]);

    public static FindingKind ClosedWithCode { get; } = Kind("SB163",
        "The WebSocket was closed for a reason.",
        "The close frame has a code that says why; 1000 says that what the connection was for is done.",
        In("04-websocket-on-the-wire.ipynb", "8 · Saying goodbye"),
        At("the backend", "1001 and 1012: come back, after a while. 1009: send smaller messages, or allow larger ones. 1008 and 1011: its log may say more.", "https://www.iana.org/assignments/websocket/websocket.xhtml"));

    private static FindingKind[] Format => [LastEventLost, NulInId, ByteOrderMark, Utf16, LostPrefix, JsonSplit, Misspelt, ForeignBody, CarriageReturns, InvalidUtf8];

    private static FindingKind[] Chat => [EndedByLength, Filtered, ErrorInside, NoDone];

    private static FindingKind[] WebSockets => [HandshakeRefused, ClosedSilently, ClosedWithCode];
}
