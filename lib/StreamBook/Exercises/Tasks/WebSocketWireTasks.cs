using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using StreamBook.Wording;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 04: a WebSocket on the wire. Here are those about bytes, and all in their order.</summary>
internal static class WebSocketWireTasks
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static readonly Misconception _decodedKey = new(
        "the key is decoded before it is hashed",
        "The key looks like base64 and is taken as it is written: 24 characters, not 16 bytes.");

    private static readonly Misconception _hexadecimal = new(
        "a hash is written in hexadecimal",
        "The 20 bytes of the hash are written in base64, which gives 28 characters.");

    private static readonly Misconception _guidFirst = new(
        "the fixed text comes first",
        "It comes behind the key.");

    private static readonly Misconception _noGuid = new(
        "the key alone is hashed",
        "A fixed text comes behind it, which only somebody knows who knows what a WebSocket is.");

    private static readonly Misconception _sevenBits = new(
        "seven bits hold a length of up to 127",
        "126 and 127 are taken: they say that the length follows in 16 or in 64 bits. From 126 on it takes more bytes.");

    private static readonly Misconception _littleEndian = new(
        "the low byte comes first",
        "A network writes the high byte first. `BitConverter` writes as this machine does, which as a rule is the other way round.");

    private static readonly Misconception _sixteenBits = new(
        "16 bits are enough for any length",
        "They hold up to 65,535. What is longer takes 127 and then 64 bits.");

    private static readonly Misconception _thirtyTwoBits = new(
        "behind 127 follow four bytes",
        "Eight follow: 64 bits.");

    private static readonly Misconception _wide = new(
        "a length may take more bits than it needs",
        "\"The minimal number of bytes MUST be used to encode the length\", says RFC 6455 in section 5.2. Some readers take it all the same, and then two readers of one frame differ.");

    private static readonly Misconception _inClear = new(
        "the key is sent along, and the payload stays",
        "With a key in front of it each byte of the payload is sent XOR a byte of the key.");

    private static readonly Misconception _noMaskBit = new(
        "who sees a key knows that there is one",
        "Nothing but the first bit of the second byte says that four bytes of key follow.");

    private static readonly Misconception _frameIsMessage = new(
        "a frame is a message",
        "A message ends with the frame that has FIN. Until then the next data frame goes on with it.");

    private static readonly Misconception _controlIsPart = new(
        "whatever comes between belongs to the message",
        "A ping or a pong between two fragments is a frame of its own. Its payload is none of the message's.");

    private static readonly Misconception _characterCut = new(
        "each fragment is text",
        "The message as a whole is UTF-8, and a fragment may end in the middle of a character. Join the bytes first, then decode.");

    private static readonly Misconception _maskedInPlace = new(
        "the payload is mine to mask",
        "It is the caller's array, who may send it to the next client, under another key. Mask a copy.");

    private static readonly Misconception _afterClose = new(
        "a close frame is one frame among others",
        "It is the last that its sender sends. What comes behind it is to be discarded.");

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "04.1",
            Title = "The proof in the server's answer",
            Section = "The opening handshake",
            Hints =
            [
                "Two texts are put together, hashed, and written in base64. Nothing in it is secret.",
                "The key is taken as it is written: it is not decoded. Behind it comes `258EAFA5-E914-47DA-95CA-C5AB0DC85B11`.",
                "`SHA1.HashData` takes bytes: `Encoding.ASCII.GetBytes(key + guid)`. `Convert.ToBase64String` writes the result.",
                "`Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + \"258EAFA5-E914-47DA-95CA-C5AB0DC85B11\")))`.",
            ],
            Judge = async trial =>
            {
                var accept = trial.Answer<Func<string, string>>();
                foreach (var key in Enumerable.Range(0, 8).Select(_ => Key(trial.Random)).Prepend("dGhlIHNhbXBsZSBub25jZQ=="))
                {
                    var given = $"Accept({AnswerWording.Literal(key)})";
                    trial.Expect("the answer's proof belongs to the key", OpeningHandshake.Accept(key), await trial.CallAsync(given, () => accept(key)), given,
                        "The rule stands in RFC 6455, section 4.2.2: https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2",
                        (_decodedKey, Base64(Hash([.. Convert.FromBase64String(key), .. Encoding.ASCII.GetBytes(Guid)]))),
                        (_hexadecimal, Convert.ToHexString(Hash(Encoding.ASCII.GetBytes(key + Guid)))),
                        (_hexadecimal, Convert.ToHexStringLower(Hash(Encoding.ASCII.GetBytes(key + Guid)))),
                        (_guidFirst, Base64(Hash(Encoding.ASCII.GetBytes(Guid + key)))),
                        (_noGuid, Base64(Hash(Encoding.ASCII.GetBytes(key)))));
                }
            },
        },
        new()
        {
            Id = "04.2",
            Title = "A frame for any length",
            Section = "Three ways to write a length",
            Hints =
            [
                "A frame is: one byte with FIN and the opcode; one byte with the mask bit and seven bits of length; more bytes of length if it needs them; the key if there is one; the payload.",
                "Up to 125 the length fits into the seven bits. 126 there says that 16 bits follow, 127 that 64 bits follow; always the fewest that will do.",
                "The high byte comes first: `(byte)(n >> 8)`, then `(byte)n`; or `BinaryPrimitives.WriteUInt16BigEndian`. With a key the second byte gets `0x80` more, and each byte of the payload is `(byte)(b ^ key[i % 4])`.",
                "`[(byte)(0x80 | opcode), (byte)(mask | length), .. longer, .. key ?? [], .. payload]`, where `longer` is empty, 2 or 8 bytes, `mask` is 0x80 with a key, and the payload is masked then.",
            ],
            Judge = async trial =>
            {
                var frame = trial.Answer<Func<int, byte[], byte[]?, byte[]>>();
                int[] lengths = [5, 0, 125, 126, 127, 65_535, 65_536, trial.Random.Next(1, 125), trial.Random.Next(128, 65_535), trial.Random.Next(65_537, 150_000)];
                foreach (var length in lengths)
                {
                    var payload = new byte[length];
                    trial.Random.NextBytes(payload);
                    var opcode = length <= 125 ? trial.Random.GetItems((Opcode[])[Opcode.Text, Opcode.Binary, Opcode.Ping, Opcode.Pong], 1)[0] : trial.Random.GetItems((Opcode[])[Opcode.Text, Opcode.Binary], 1)[0];
                    await FramesAsync(trial, frame, opcode, payload, null);
                    await FramesAsync(trial, frame, opcode, payload, Bytes(trial.Random, 4));
                }
            },
        },
        new()
        {
            Id = "04.3",
            Title = "Messages out of frames",
            Section = "Fragments",
            Hints =
            [
                "Two things at once: where a frame ends, and where a message ends. First make a loop that goes from frame to frame and does nothing else.",
                "FIN is the first bit of the first byte, the opcode its last four. 8 and above are control frames: they may stand between two fragments, and do not belong to the message.",
                "Keep the *bytes* of a message until FIN, and decode them then: a fragment may end in the middle of a character. Stop at a close frame, and where a frame is not there to its end.",
                "For each frame: read opcode, FIN, length (7, 16 or 64 bits) and key; unmask; at opcode 8 stop; above 8 go on; else add to the message, and with FIN return it as text and begin anew.",
            ],
            Judge = async trial =>
            {
                var messages = trial.Answer<Func<byte[], IEnumerable<string>>>();
                WebSocketFrame First(string text) => WebSocketFrame.Text(text) with { Fin = false };
                var (one, two) = (Text(trial.Random), Text(trial.Random));
                await ReadsAsync(trial, messages, [WebSocketFrame.Text(one)]);
                await ReadsAsync(trial, messages, [WebSocketFrame.Text(one), WebSocketFrame.Text(two)]);
                await ReadsAsync(trial, messages, [First(one), WebSocketFrame.Continuation(two)]);
                await ReadsAsync(trial, messages, [First(one), WebSocketFrame.Ping("still there?"), WebSocketFrame.Continuation(two), WebSocketFrame.Text(one)]);
                await ReadsAsync(trial, messages, [new(Opcode.Text, [0xE2]) { Fin = false }, new(Opcode.Continuation, [0x82, 0xAC])]);
                await ReadsAsync(trial, messages, [WebSocketFrame.Text(new string('x', trial.Random.Next(126, 1_000))), WebSocketFrame.Text(one)]);
                await ReadsAsync(trial, messages, [WebSocketFrame.Text(new string('x', trial.Random.Next(65_536, 80_000))), WebSocketFrame.Text(one)]);
                await ReadsAsync(trial, messages, [WebSocketFrame.Text(one), WebSocketFrame.Close(1000), WebSocketFrame.Text(two)]);
                await ReadsAsync(trial, messages, [WebSocketFrame.Text(one), First(two)]);
                for (var count = 0; count < 10; count++)
                    await ReadsAsync(trial, messages, Frames(trial.Random), cut: trial.Random.Next(2) == 0 ? 0 : trial.Random.Next(1, 6));
            },
        },
        .. WebSocketTalkTasks.All,
    ];

    private static async Task FramesAsync(Trial trial, Func<int, byte[], byte[]?, byte[]> frame, Opcode opcode, byte[] payload, byte[]? key)
    {
        var given = $"Frame({(int)opcode}, {Words.OfCount(payload.Length, "byte")}, {(key is null ? "null" : Hex(key))})";
        byte[] own = [.. payload];
        var arrived = await trial.CallAsync(given, () => frame((int)opcode, own, key?.ToArray()));
        byte[] right = [.. new WebSocketFrame(opcode, [.. payload]) { MaskingKey = [.. key ?? []] }.ToBytes()];
        var (count, mask) = (payload.Length, key is null ? 0 : 0x80);
        byte[] body = key is null ? payload : [.. key, .. WebSocketFrame.Mask(payload, key)];
        byte[] With(params byte[] length) => [right[0], (byte)(mask | length[0]), .. length[1..], .. body];
        byte[] big = [(byte)(count >> 24), (byte)(count >> 16), (byte)(count >> 8), (byte)count];
        (Misconception Known, bool Applies, byte[] Arrives)[] known =
        [
            (_sevenBits, count is 126 or 127, With((byte)count)),
            (_littleEndian, count is > 125 and <= 65_535, With(126, big[3], big[2])),
            (_littleEndian, count > 65_535, With([127, .. big.Reverse(), 0, 0, 0, 0])),
            (_sixteenBits, count > 65_535, With(126, big[2], big[3])),
            (_thirtyTwoBits, count > 65_535, With([127, .. big])),
            (_wide, count is > 125 and <= 65_535, With([127, 0, 0, 0, 0, .. big])),
            (_inClear, key is not null, [.. right[..^count], .. payload]),
            (_noMaskBit, key is not null, [right[0], (byte)(right[1] & 0x7F), .. right[2..]]),
        ];
        trial.Require(arrived.AsSpan().SequenceEqual(right), key is null ? "a server's frame is right at this length" : "a client's frame is right at this length",
            Shown(right), Shown(arrived), given, "The drawing in RFC 6455, section 5.2, has every bit: https://www.rfc-editor.org/rfc/rfc6455#section-5.2",
            known.FirstOrDefault(mistake => mistake.Applies && mistake.Arrives.AsSpan().SequenceEqual(arrived)).Known);
        var isMasked = key is not null && own.AsSpan().SequenceEqual(WebSocketFrame.Mask(payload, key));
        trial.Require(own.AsSpan().SequenceEqual(payload), "the array of the payload stays as it was", Shown(payload), Shown(own), given,
            "Compare `payload` before and after the call.", isMasked ? _maskedInPlace : null);
    }

    private static async Task ReadsAsync(Trial trial, Func<byte[], IEnumerable<string>> messages, WebSocketFrame[] frames, int cut = 0)
    {
        byte[] wire = [.. frames.SelectMany(frame => frame.Masked(Bytes(trial.Random, 4)).ToBytes())];
        var given = $"Messages(wire)\nof the client's frames\n{string.Join('\n', frames.Select(frame => frame.ToString()))}{(cut > 0 ? Words.Invariant($"\nwithout the last {Words.OfCount(cut, "byte")}") : "")}";
        var arrived = await trial.CallAsync(given, () => messages(wire[..^cut])?.ToList());
        var whole = frames.TakeWhile(frame => frame.Opcode is not Opcode.Close).ToArray();
        if (cut > 0 && whole.Length == frames.Length)
            whole = whole[..^1];
        var data = whole.Where(frame => !frame.IsControl).ToArray();
        trial.Expect("each message comes out whole, and nothing else does", Joined(data, frame => frame.Payload), arrived, given, "Write down for each frame: FIN, opcode, payload. Which of them is the end of a message?",
            (_frameIsMessage, [.. data.Select(frame => frame.PayloadText)]),
            (_characterCut, Joined(data, frame => Encoding.UTF8.GetBytes(frame.PayloadText))),
            (_controlIsPart, Joined(whole, frame => frame.Payload)),
            (_afterClose, Joined([.. frames.Where(frame => !frame.IsControl)], frame => frame.Payload)));
    }

    private static List<string> Joined(WebSocketFrame[] frames, Func<WebSocketFrame, IEnumerable<byte>> bytes)
    {
        var (messages, message) = (new List<string>(), new List<byte>());
        foreach (var frame in frames)
        {
            message.AddRange(bytes(frame));
            if (!frame.Fin || frame.IsControl)
                continue;
            messages.Add(Encoding.UTF8.GetString([.. message]));
            message.Clear();
        }

        return messages;
    }

    /// <summary>Messages cut into frames anywhere, with control frames between.</summary>
    private static WebSocketFrame[] Frames(Random random)
    {
        var frames = new List<WebSocketFrame>();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var bytes = Encoding.UTF8.GetBytes(Text(random) + Text(random));
            int[] cuts = [0, .. Enumerable.Range(0, random.Next(0, 3)).Select(_ => random.Next(0, bytes.Length + 1)).Order(), bytes.Length];
            for (var part = 1; part < cuts.Length; part++)
            {
                frames.Add(new(part == 1 ? Opcode.Text : Opcode.Continuation, [.. bytes[cuts[part - 1]..cuts[part]]]) { Fin = part == cuts.Length - 1 });
                if (random.Next(3) == 0)
                    frames.Add(random.Next(2) == 0 ? WebSocketFrame.Ping("?") : WebSocketFrame.Pong());
            }
        }

        return [.. frames];
    }

    private static string Text(Random random) => string.Concat(random.GetItems((string[])["Hel", "lo", "é", "€", "日本", "😀", " ", "\n", "{\"a\":1}"], random.Next(2, 6)));

    private static string Key(Random random) => Base64(Bytes(random, 16));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>The header and the first bytes behind it.</summary>
    private static string Shown(byte[] frame) => Words.Invariant($"{Hex(frame[..Math.Min(frame.Length, 20)])}{(frame.Length > 20 ? " …" : "")} ({Words.OfCount(frame.Length, "byte")})");

    private static string Hex(byte[] bytes) => string.Join(' ', bytes.Select(value => $"{value:X2}"));

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes);

    // Broken as SHA-1 is, it is what the handshake asks for.
#pragma warning disable CA5350
    private static byte[] Hash(byte[] bytes) => SHA1.HashData(bytes);
#pragma warning restore CA5350
}
