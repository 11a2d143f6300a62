using System.Buffers.Binary;

namespace StreamBook.WebSockets;

/// <summary>The bytes before the payload.</summary>
internal readonly record struct FrameHeader(WebSocketFrame Frame, int ByteCount, ulong PayloadByteCount)
{
    public const int MaxByteCount = 14;

    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < 2)
            return false;
        var lengthBits = (bytes[1] & 0x7F) switch { 126 => 16, 127 => 64, _ => 7 };
        var keyAt = 2 + (lengthBits == 7 ? 0 : lengthBits / 8);
        var byteCount = keyAt + ((bytes[1] & 0x80) != 0 ? 4 : 0);
        if (bytes.Length < byteCount)
            return false;
        var frame = new WebSocketFrame((Opcode)(bytes[0] & 0x0F), [])
        {
            Fin = (bytes[0] & 0x80) != 0,
            ReservedBits = (bytes[0] >> 4) & 7,
            MaskingKey = [.. bytes[keyAt..byteCount]],
            LengthBits = lengthBits,
        };
        header = new(frame, byteCount, lengthBits switch
        {
            7 => (ulong)(bytes[1] & 0x7F),
            16 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
        });
        return true;
    }
}
