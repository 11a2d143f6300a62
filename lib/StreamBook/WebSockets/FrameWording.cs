using System.Text.Unicode;
using StreamBook.Wording;

namespace StreamBook.WebSockets;

/// <summary>What is said of a frame.</summary>
internal static class FrameWording
{
    /// <summary>The frame in a few words: <c>text, FIN, masked, 5 bytes: “Hello”</c>.</summary>
    public static string Of(WebSocketFrame frame)
    {
        string?[] parts =
        [
            OfOpcode(frame.Opcode),
            frame.Fin ? "FIN" : null,
            frame.ReservedBits == 0 ? null : OfReservedBits(frame.ReservedBits),
            frame.IsMasked ? "masked" : null,
            OfLength(frame),
        ];
        return string.Join(", ", parts.OfType<string>()) + (OfValue(frame) is { Length: > 0 } value ? ": " + value : "");
    }

    public static string OfOpcode(Opcode opcode) => Enum.IsDefined(opcode) ? opcode.ToString().ToLowerInvariant() : $"reserved opcode {(int)opcode}";

    public static string OfReservedBits(int bits) => string.Join(' ', Enumerable.Range(1, 3).Where(n => (bits & (8 >> n)) != 0).Select(n => $"RSV{n}"));

    public static string OfLength(WebSocketFrame frame) =>
        Words.OfCount(frame.Payload.Length, "byte") + (frame.LengthBits == 7 ? "" : $" (length in {frame.LengthBits} bits)");

    /// <summary>What the payload says: close code and reason, or text in quotation marks; empty where it is no text.</summary>
    public static string OfValue(WebSocketFrame frame) => frame switch
    {
        { CloseCode: { } code, Reason: "" } => $"{code}",
        { CloseCode: { } code } => $"{code} {VisibleBytes.Quoted(frame.Reason)}",
        { Payload.IsEmpty: true } or { Opcode: Opcode.Binary } => "",
        { Opcode: Opcode.Text } => OfText(frame),
        // What kind of message it continues is not known here: control characters say that it is no text.
        _ => frame.PayloadText.Any(character => char.IsControl(character) && !char.IsWhiteSpace(character)) ? "" : OfText(frame),
    };

    private static string OfText(WebSocketFrame frame) => Utf8.IsValid(frame.Payload.AsSpan()) ? VisibleBytes.Quoted(frame.PayloadText) : "";
}
