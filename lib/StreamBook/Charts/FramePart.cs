using System.Collections.Immutable;
using StreamBook.WebSockets;
using StreamBook.Wording;

namespace StreamBook.Charts;

/// <summary>Bytes of a frame that belong together, and what they say.</summary>
/// <param name="ByteOffset">Where they begin in the frame.</param>
/// <param name="Bytes">The bytes as they are on the wire.</param>
/// <param name="Colour">What marks them; null for the payload.</param>
/// <param name="Meaning">What they say, in one sentence.</param>
internal sealed record FramePart(int ByteOffset, ImmutableArray<byte> Bytes, string? Colour, string Meaning)
{
    /// <summary>The bytes in hexadecimal, the middle of a long part left out.</summary>
    public string Hexadecimal => Shortened(headByteCount: 20, tailByteCount: 6, mostByteCount: 32);

    /// <summary>The same in so few bytes that a frame of a conversation takes a line or two, its header whole.</summary>
    public string Brief => Colour is null ? Shortened(headByteCount: 6, tailByteCount: 2, mostByteCount: 16) : Hexadecimal;

    /// <summary>The parts of a frame; a payload of no bytes is none.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="bytes">Its bytes, or the header alone.</param>
    public static ImmutableArray<FramePart> Of(WebSocketFrame frame, ImmutableArray<byte> bytes)
    {
        var lengthEnd = 1 + (frame.LengthBits == 7 ? 1 : 1 + (frame.LengthBits / 8));
        var keyEnd = lengthEnd + frame.MaskingKey.Length;
        FramePart[] parts =
        [
            new(0, bytes[..1], SvgMark.Blue, OfFirstByte(frame)),
            new(1, bytes[1..lengthEnd], SvgMark.Orange, OfLength(frame)),
            new(lengthEnd, bytes[lengthEnd..keyEnd], SvgMark.Purple, "The masking key."),
            new(keyEnd, bytes[keyEnd..], null, OfPayload(frame)),
        ];
        return [.. parts.Where(part => part.Bytes.Length > 0)];
    }

    private string Shortened(int headByteCount, int tailByteCount, int mostByteCount) => Bytes.Length <= mostByteCount
        ? Hex(Bytes.AsSpan())
        : Words.Invariant($"{Hex(Bytes.AsSpan()[..headByteCount])} … {Bytes.Length - headByteCount - tailByteCount:#,0} bytes … {Hex(Bytes.AsSpan()[^tailByteCount..])}");

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes) is var digits && digits.Length <= 2
        ? digits
        : string.Join(' ', digits.Chunk(2).Select(pair => new string(pair)));

    private static string OfFirstByte(WebSocketFrame frame)
    {
        var bits = Convert.ToString((int)frame.Opcode, 2).PadLeft(4, '0');
        var reserved = frame.ReservedBits == 0 ? "" : $", {FrameWording.OfReservedBits(frame.ReservedBits)} set";
        return $"{(frame.Fin ? 1 : 0)}{Convert.ToString(frame.ReservedBits, 2).PadLeft(3, '0')} {bits}: {(frame.Fin ? "FIN" : "no FIN, more frames follow")}{reserved}, opcode {(int)frame.Opcode} ({FrameWording.OfOpcode(frame.Opcode)}).";
    }

    private static string OfLength(WebSocketFrame frame)
    {
        var first = frame.LengthBits switch { 7 => frame.Payload.Length, 16 => 126, _ => 127 };
        var bits = Convert.ToString(first, 2).PadLeft(7, '0');
        var where = frame.LengthBits == 7 ? "the payload has" : $"{first} means that the next {frame.LengthBits} bits tell the length:";
        return $"{(frame.IsMasked ? 1 : 0)} {bits}: {(frame.IsMasked ? "masked" : "not masked")}, {where} {Words.OfCount(frame.Payload.Length, "byte")}.";
    }

    private static string OfPayload(WebSocketFrame frame)
    {
        var unmasked = frame.IsMasked ? $", masked. Unmasked: {new FramePart(0, frame.Payload, null, "").Hexadecimal}" : "";
        return $"The payload{unmasked}{(FrameWording.OfValue(frame) is { Length: > 0 } value ? ": " + value : "")}.";
    }
}
