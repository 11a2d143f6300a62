using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using StreamBook.Charts;
using StreamBook.WebSockets;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>What a frame is for (RFC 6455, section 5.2). A frame can hold any value from 0 to 15; those without a name are reserved.</summary>
public enum Opcode
{
    /// <summary>Goes on with the message that an earlier frame began.</summary>
    Continuation = 0,

    /// <summary>Begins a message of UTF-8 text.</summary>
    Text = 1,

    /// <summary>Begins a message of any bytes.</summary>
    Binary = 2,

    /// <summary>Control frame: the last frame its sender sends.</summary>
    Close = 8,

    /// <summary>Control frame: asks for a pong with the same payload.</summary>
    Ping = 9,

    /// <summary>Control frame: answers a ping, or comes unasked.</summary>
    Pong = 10,
}

/// <summary>
/// One WebSocket frame, as composed or as read (https://www.rfc-editor.org/rfc/rfc6455#section-5.2). It may break every
/// rule that its bits can break. Two frames are equal if their bytes are.
/// </summary>
/// <param name="Opcode">What the frame is for, 0 to 15.</param>
/// <param name="Payload">The payload, unmasked.</param>
[TypeFormatterSource(typeof(Shown))]
public sealed record WebSocketFrame(Opcode Opcode, ImmutableArray<byte> Payload)
{
    private readonly int? _lengthBits;

    /// <summary>Whether the frame is the last of its message; true unless told.</summary>
    public bool Fin { get; init; } = true;

    /// <summary>The bits RSV1 (4), RSV2 (2) and RSV3 (1), 0 to 7; 0 unless told, as they belong to extensions.</summary>
    public int ReservedBits { get; init; }

    /// <summary>The four bytes that the payload is masked with; empty, as unless told, for a frame that is not masked.</summary>
    public ImmutableArray<byte> MaskingKey { get; init; } = [];

    /// <summary>Whether the payload is masked on the wire: a client must, a server must not.</summary>
    public bool IsMasked => !MaskingKey.IsEmpty;

    /// <summary>How many bits tell the length of the payload: 7 (up to 125 bytes), 16 (up to 65,535) or 64. The fewest that will do unless told.</summary>
    public int LengthBits
    {
        get => _lengthBits ?? FewestLengthBits(Payload.Length);
        init => _lengthBits = value;
    }

    /// <summary>Whether it is a close, ping or pong, or a reserved opcode of that kind: 8 to 15.</summary>
    public bool IsControl => (int)Opcode >= 8;

    /// <summary>The payload as UTF-8 text; invalid bytes become U+FFFD.</summary>
    public string PayloadText => Encoding.UTF8.GetString(Payload.AsSpan());

    /// <summary>The close code of a close frame; null if it has none, and for other frames.</summary>
    public int? CloseCode => Opcode is Opcode.Close && Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload.AsSpan()) : null;

    /// <summary>The reason of a close frame; empty if it has none, and for other frames.</summary>
    public string Reason => CloseCode is null ? "" : Encoding.UTF8.GetString(Payload.AsSpan()[2..]);

    /// <summary>A text frame.</summary>
    public static WebSocketFrame Text(string text) => new(Opcode.Text, Utf8(text));

    /// <summary>A binary frame.</summary>
    public static WebSocketFrame Binary(params ReadOnlySpan<byte> payload) => new(Opcode.Binary, [.. payload]);

    /// <summary>A frame that goes on with a text message, and ends it unless <see cref="Fin"/> says otherwise.</summary>
    public static WebSocketFrame Continuation(string text) => new(Opcode.Continuation, Utf8(text));

    /// <summary>A ping.</summary>
    public static WebSocketFrame Ping(string payload = "") => new(Opcode.Ping, Utf8(payload));

    /// <summary>A pong.</summary>
    public static WebSocketFrame Pong(string payload = "") => new(Opcode.Pong, Utf8(payload));

    /// <summary>A close frame without a code.</summary>
    public static WebSocketFrame Close() => new(Opcode.Close, []);

    /// <summary>A close frame.</summary>
    /// <param name="code">The close code, 0 to 65,535; not all of them are allowed on the wire.</param>
    /// <param name="reason">Why, for people.</param>
    /// <exception cref="OverflowException">The code does not fit into 16 bits.</exception>
    public static WebSocketFrame Close(int code, string reason = "")
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)code));
        return new(Opcode.Close, [.. bytes, .. Encoding.UTF8.GetBytes(reason)]);
    }

    /// <summary>The frame as a client must send it, with a fresh key from a strong source of randomness (RFC 6455, section 5.3).</summary>
    public WebSocketFrame Masked() => Masked(RandomNumberGenerator.GetBytes(4));

    /// <summary>The frame masked with a key of your choice.</summary>
    /// <param name="key">Four bytes.</param>
    public WebSocketFrame Masked(params ReadOnlySpan<byte> key) => this with { MaskingKey = [.. key] };

    /// <summary>The frame as it is on the wire.</summary>
    /// <exception cref="InvalidOperationException">A part does not fit into its bits.</exception>
    public ImmutableArray<byte> ToBytes()
    {
        var fits = (int)Opcode is >= 0 and <= 15 && ReservedBits is >= 0 and <= 7 && MaskingKey.Length is 0 or 4
            && LengthBits is 7 or 16 or 64 && LengthBits >= FewestLengthBits(Payload.Length);
        if (!fits)
            throw new InvalidOperationException($"A frame has 4 bits for the opcode, 3 reserved bits, a masking key of 4 bytes or none, and a length of 7, 16 or 64 bits; this one has {(int)Opcode}, {ReservedBits}, {MaskingKey.Length} and {LengthBits} for {Payload.Length} bytes.");

        var first = (byte)((Fin ? 0x80 : 0) | (ReservedBits << 4) | (int)Opcode);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, Payload.Length);
        var lengthIn7Bits = LengthBits switch { 7 => Payload.Length, 16 => 126, _ => 127 };
        var extendedLength = LengthBits switch { 7 => [], 16 => length.AsSpan(6), _ => length };
        return [first, (byte)((IsMasked ? 0x80 : 0) | lengthIn7Bits), .. extendedLength, .. MaskingKey, .. Mask(Payload.AsSpan(), MaskingKey.AsSpan())];
    }

    /// <inheritdoc/>
    public bool Equals(WebSocketFrame? other) => other is not null
        && (Opcode, Fin, ReservedBits, LengthBits) == (other.Opcode, other.Fin, other.ReservedBits, other.LengthBits)
        && MaskingKey.AsSpan().SequenceEqual(other.MaskingKey.AsSpan())
        && Payload.AsSpan().SequenceEqual(other.Payload.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Opcode, Fin, Payload.Length);

    /// <summary>The frame in a few words: <c>text, FIN, masked, 5 bytes: “Hello”</c>.</summary>
    public override string ToString() => FrameWording.Of(this);

    internal static int FewestLengthBits(long byteCount) => byteCount switch { <= 125 => 7, <= ushort.MaxValue => 16, _ => 64 };

    /// <summary>Masks, and unmasks: each byte XOR the key's byte whose turn it is (RFC 6455, section 5.3).</summary>
    internal static byte[] Mask(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key)
    {
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length && !key.IsEmpty; i++)
            masked[i] ^= key[i % 4];
        return masked;
    }

    private static ImmutableArray<byte> Utf8(string text) => [.. Encoding.UTF8.GetBytes(text)];
}
