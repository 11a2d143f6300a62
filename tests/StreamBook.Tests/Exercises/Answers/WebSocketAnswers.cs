using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace StreamBook.Tests;

internal static class WebSocketAnswers
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        new("04.1")
        {
            Right =
            [
                new("as the book", () => Text(key => Convert.ToBase64String(Hash(Encoding.ASCII.GetBytes(key + Guid))))),
                new("in two steps", () => Text(key =>
                {
                    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
                    hash.AppendData(Encoding.UTF8.GetBytes(key));
                    hash.AppendData(Encoding.UTF8.GetBytes(Guid));
                    return Convert.ToBase64String(hash.GetHashAndReset());
                })),
            ],
            Wrong =
            [
                new("left out", () => Text(_ => null), "Not solved yet"),
                new("the visible example", () => Text(_ => "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "arrived:   “s3pPLMBiTxaQ9kYGzzhZRbK+xOo=”"),
                new("the key decoded", () => Text(key => Convert.ToBase64String(Hash([.. Convert.FromBase64String(key), .. Encoding.ASCII.GetBytes(Guid)]))), "mistake:   the key is decoded before it is hashed"),
                new("in hexadecimal", () => Text(key => Convert.ToHexStringLower(Hash(Encoding.ASCII.GetBytes(key + Guid)))), "mistake:   a hash is written in hexadecimal"),
                new("the other way round", () => Text(key => Convert.ToBase64String(Hash(Encoding.ASCII.GetBytes(Guid + key)))), "mistake:   the fixed text comes first"),
                new("the key alone", () => Text(key => Convert.ToBase64String(Hash(Encoding.ASCII.GetBytes(key)))), "mistake:   the key alone is hashed"),
            ],
        },
        new("04.2")
        {
            Right =
            [
                new("as the book", () => Frame((opcode, payload, key) => Composed(opcode, payload, key, LengthOf(payload.Length)))),
                new("with a writer of numbers", () => Frame((opcode, payload, key) => [.. new WebSocketFrame((Opcode)opcode, [.. payload]) { MaskingKey = [.. key ?? []] }.ToBytes()])),
            ],
            Wrong =
            [
                new("left out", () => Frame((_, _, _) => null), "Not solved yet"),
                new("the visible example", () => Frame((_, _, _) => [0x81, 5, 0x48, 0x65, 0x6C, 0x6C, 0x6F]), "arrived:   81 05 48 65 6C 6C 6F (7 bytes)"),
                new("up to 127 in seven bits", () => Frame((opcode, payload, key) => Composed(opcode, payload, key, payload.Length <= 127 ? [(byte)payload.Length] : LengthOf(payload.Length))), "mistake:   seven bits hold a length of up to 127"),
                new("the low byte first", () => Frame((opcode, payload, key) => Composed(opcode, payload, key, [LengthOf(payload.Length)[0], .. LengthOf(payload.Length)[1..].Reverse()])), "mistake:   the low byte comes first"),
                new("never more than 16 bits", () => Frame((opcode, payload, key) => Composed(opcode, payload, key, payload.Length <= 125 ? [(byte)payload.Length] : [126, (byte)(payload.Length >> 8), (byte)payload.Length])), "mistake:   16 bits are enough for any length"),
                new("32 bits", () => Frame((opcode, payload, key) => Composed(opcode, payload, key, payload.Length <= 65_535 ? LengthOf(payload.Length) : [127, .. LengthOf(payload.Length)[5..]])), "mistake:   behind 127 follow four bytes"),
                new("64 bits for all", () => Frame((opcode, payload, key) => Composed(opcode, payload, key, payload.Length <= 125 ? [(byte)payload.Length] : Wide(payload.Length))), "mistake:   a length may take more bits than it needs"),
                new("a key, and no mask", () => Frame((opcode, payload, key) =>
                {
                    var frame = Composed(opcode, payload, key, LengthOf(payload.Length));
                    return [.. frame[..^payload.Length], .. payload];
                }), "mistake:   the key is sent along, and the payload stays"),
                new("no mask bit", () => Frame((opcode, payload, key) =>
                {
                    var frame = Composed(opcode, payload, key, LengthOf(payload.Length));
                    frame[1] &= 0x7F;
                    return frame;
                }), "mistake:   who sees a key knows that there is one"),
                new("masked in place", () => Frame((opcode, payload, key) =>
                {
                    var frame = Composed(opcode, payload, key, LengthOf(payload.Length));
                    frame[^payload.Length..].CopyTo(payload, 0);
                    return frame;
                }), "mistake:   the payload is mine to mask"),
            ],
        },
        new("04.3")
        {
            Right =
            [
                new("frame by frame", () => Messages(wire => Joined(FramesIn(wire).TakeWhile(frame => frame.Opcode is not Opcode.Close)))),
                new("as an array, with a stream", () => (Func<byte[], string[]>)(wire =>
                {
                    var (messages, message) = (new List<string>(), new MemoryStream());
                    foreach (var frame in FramesIn(wire).TakeWhile(frame => frame.Opcode is not Opcode.Close).Where(frame => !frame.IsControl))
                    {
                        message.Write(frame.Payload.AsSpan());
                        if (!frame.Fin)
                            continue;
                        messages.Add(Encoding.UTF8.GetString(message.ToArray()));
                        message = new();
                    }

                    return [.. messages];
                })),
            ],
            Wrong =
            [
                new("left out", () => Messages(_ => null), "Not solved yet"),
                new("a constant", () => Messages(_ => ["Hello"]), "arrived:   “Hello”"),
                new("a frame is a message", () => Messages(wire => FramesIn(wire).TakeWhile(frame => frame.Opcode is not Opcode.Close).Where(frame => !frame.IsControl).Select(frame => frame.PayloadText)), "mistake:   a frame is a message"),
                new("control frames taken in", () => Messages(wire => Joined(FramesIn(wire).TakeWhile(frame => frame.Opcode is not Opcode.Close), withControl: true)), "mistake:   whatever comes between belongs to the message"),
                new("each fragment decoded", () => Messages(wire => Joined(FramesIn(wire).TakeWhile(frame => frame.Opcode is not Opcode.Close)
                    .Select(frame => frame with { Payload = [.. Encoding.UTF8.GetBytes(frame.PayloadText)] }))), "mistake:   each fragment is text"),
                new("on behind the close frame", () => Messages(wire => Joined(FramesIn(wire))), "mistake:   a close frame is one frame among others"),
                new("a message without an end", () => Messages(wire => Joined(FramesIn(wire).TakeWhile(frame => frame.Opcode is not Opcode.Close), withUnfinished: true)), "each message comes out whole, and nothing else does"),
                new("another signature", () => (Func<string, string>)(text => text), "a function (byte[]) → IEnumerable<string>"),
            ],
        },
        new("04.4")
        {
            Right =
            [
                new("as the book", () => Goodbye((socket, patience) => LeaveAsync(socket, patience))),
                new("by a timer", () => Goodbye(async (socket, patience) =>
                {
                    var left = new List<string>();
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "done", default);
                    var receiving = ListenAsync(socket, left, default);
                    await Task.WhenAny(receiving, Task.Delay(patience));
                    return left;
                })),
            ],
            Wrong =
            [
                new("left out", () => Goodbye((_, _) => Task.FromResult<List<string>>(null!)), "Not solved yet"),
                new("nothing done", () => Goodbye((_, _) => Task.FromResult<List<string>>([])), "arrived:   it returned without one"),
                new("CloseAsync", () => Goodbye(async (socket, patience) =>
                {
                    using var limit = new CancellationTokenSource(patience);
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
                    return [];
                }), "mistake:   after our goodbye nothing comes any more"),
                new("dropped", () => Goodbye((socket, _) =>
                {
                    socket.Abort();
                    return Task.FromResult<List<string>>([]);
                }), "mistake:   to drop the connection is a goodbye"),
                new("without an end", () => Goodbye((socket, _) => LeaveAsync(socket, Timeout.InfiniteTimeSpan)), "mistake:   the other side will answer"),
                new("another code", () => Goodbye((socket, patience) => LeaveAsync(socket, patience, WebSocketCloseStatus.EndpointUnavailable)), "arrived:   close code 1001"),
            ],
        },
        new("04.5")
        {
            Right =
            [
                new("as the book", () => Receive((socket, limit) => ReceiveAsync(socket, limit, WebSocketCloseStatus.MessageTooBig))),
                new("a buffer as large as the limit, CloseAsync", () => Receive(async (socket, limit) =>
                {
                    var (buffer, count) = (new byte[limit + 1], 0);
                    while (true)
                    {
                        var part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, count, buffer.Length - count), default);
                        count += part.Count;
                        if (part.MessageType == WebSocketMessageType.Close)
                            return null;
                        if (count > limit)
                        {
                            await socket.CloseAsync(WebSocketCloseStatus.MessageTooBig, "too big", default);
                            return null;
                        }

                        if (part.EndOfMessage)
                            return Encoding.UTF8.GetString(buffer, 0, count);
                    }
                })),
            ],
            Wrong =
            [
                new("left out", () => Receive((_, _) => Task.FromResult<string?>(null)), "Not solved yet"),
                new("the visible example", () => Receive((_, _) => Task.FromResult<string?>("hello")), "the next call brings the next message"),
                new("one piece", () => Receive(async (socket, _) =>
                {
                    var buffer = new byte[4096];
                    var part = await socket.ReceiveAsync(buffer, default);
                    return part.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, part.Count);
                }), "mistake:   what one `ReceiveAsync` brings is a message"),
                new("each piece decoded", () => Receive(async (socket, _) =>
                {
                    var (buffer, text) = (new byte[4096], new StringBuilder());
                    while (await socket.ReceiveAsync(buffer, default) is { MessageType: not WebSocketMessageType.Close } part)
                    {
                        text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
                        if (part.EndOfMessage)
                            return text.ToString();
                    }

                    return null;
                }), "mistake:   each piece is text"),
                new("no limit", () => Receive((socket, _) => ReceiveAsync(socket, int.MaxValue, WebSocketCloseStatus.MessageTooBig)), "a message of one byte over the limit is refused with 1009"),
                new("another code", () => Receive((socket, limit) => ReceiveAsync(socket, limit, WebSocketCloseStatus.PolicyViolation)), "close code 1008"),
                new("characters counted", () => Receive((socket, limit) => ReceiveAsync(socket, limit, WebSocketCloseStatus.MessageTooBig, bytes => Encoding.UTF8.GetCharCount(bytes))), "mistake:   a limit in bytes counts characters"),
                new("checked at the end", () => Receive((socket, limit) => ReceiveAsync(socket, limit, WebSocketCloseStatus.MessageTooBig, atTheEnd: true)), "mistake:   a message has a size when it has ended"),
            ],
        },
    ];

    private static Func<string, string?> Text(Func<string, string?> accept) => accept;

    private static Func<int, byte[], byte[]?, byte[]?> Frame(Func<int, byte[], byte[]?, byte[]?> frame) => frame;

    private static Func<byte[], IEnumerable<string>?> Messages(Func<byte[], IEnumerable<string>?> messages) => messages;

    private static Func<WebSocket, TimeSpan, Task<List<string>>> Goodbye(Func<WebSocket, TimeSpan, Task<List<string>>> goodbye) => goodbye;

    private static Func<WebSocket, int, Task<string?>> Receive(Func<WebSocket, int, Task<string?>> receive) => receive;

    private static byte[] Composed(int opcode, byte[] payload, byte[]? key, byte[] length) => key is null
        ? [(byte)(0x80 | opcode), .. length, .. payload]
        : [(byte)(0x80 | opcode), (byte)(0x80 | length[0]), .. length[1..], .. key, .. payload.Select((value, index) => (byte)(value ^ key[index % 4]))];

    private static byte[] LengthOf(int count) => count switch
    {
        <= 125 => [(byte)count],
        <= 65_535 => [126, (byte)(count >> 8), (byte)count],
        _ => Wide(count),
    };

    private static byte[] Wide(int count)
    {
        var length = new byte[9];
        length[0] = 127;
        BinaryPrimitives.WriteInt64BigEndian(length.AsSpan(1), count);
        return length;
    }

    private static IEnumerable<WebSocketFrame> FramesIn(byte[] wire) => new FrameDecoder(Endpoint.Client).Read(wire).Select(frame => frame.Frame);

    private static List<string> Joined(IEnumerable<WebSocketFrame> frames, bool withControl = false, bool withUnfinished = false)
    {
        var (messages, message) = (new List<string>(), new List<byte>());
        foreach (var frame in frames.Where(frame => withControl || !frame.IsControl))
        {
            message.AddRange(frame.Payload);
            if (!frame.Fin || frame.IsControl)
                continue;
            messages.Add(Encoding.UTF8.GetString([.. message]));
            message.Clear();
        }

        if (withUnfinished && message.Count > 0)
            messages.Add(Encoding.UTF8.GetString([.. message]));
        return messages;
    }

    private static async Task<List<string>> LeaveAsync(WebSocket socket, TimeSpan patience, WebSocketCloseStatus code = WebSocketCloseStatus.NormalClosure)
    {
        var left = new List<string>();
        using var limit = new CancellationTokenSource(patience);
        await socket.CloseOutputAsync(code, "", default);
        try
        {
            await ListenAsync(socket, left, limit.Token);
        }
        catch (OperationCanceledException)
        {
        }

        return left;
    }

    private static async Task ListenAsync(WebSocket socket, List<string> left, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, cancellationToken) is { MessageType: not WebSocketMessageType.Close } part)
            left.Add(Encoding.UTF8.GetString(buffer, 0, part.Count));
    }

    private static async Task<string?> ReceiveAsync(WebSocket socket, int limit, WebSocketCloseStatus code, Func<byte[], int>? sizeOf = null, bool atTheEnd = false)
    {
        var (buffer, message) = (new byte[4096], new MemoryStream());
        while (await socket.ReceiveAsync(buffer, default) is { MessageType: not WebSocketMessageType.Close } part)
        {
            message.Write(buffer, 0, part.Count);
            if ((part.EndOfMessage || !atTheEnd) && (sizeOf?.Invoke(message.ToArray()) ?? message.Length) > limit)
            {
                await socket.CloseOutputAsync(code, "", default);
                return null;
            }

            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(message.ToArray());
        }

        return null;
    }

    // Broken as SHA-1 is, it is what the handshake asks for.
#pragma warning disable CA5350
    private static byte[] Hash(byte[] bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350
}
