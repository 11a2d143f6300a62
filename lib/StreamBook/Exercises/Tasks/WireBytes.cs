using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges a count of bytes on the wire against what the book's own encoders write.</summary>
internal static class WireBytes
{
    /// <summary>RFC 9113, section 4.1: the length in three bytes, type, flags, and the stream in four.</summary>
    private const int DataFrameHead = 9;

    private static readonly Misconception _characters = new(
        "a character is a byte",
        "Text travels as UTF-8, in which a character takes one byte to four.");

    private static readonly Misconception _noFraming = new(
        "what a program writes is what travels",
        "HTTP/1.1 puts a chunk around each part of a body whose length is not known, HTTP/2 a frame.");

    private static readonly Misconception _noMask = new(
        "a frame is a frame",
        "A client must mask what it sends: four bytes more than the server's.");

    private static readonly Misconception _oneLine = new(
        "data stands in one line",
        "Each line of the data has a `data: ` of its own.");

    private static readonly string[] _ways = ["event, HTTP/1.1", "event, HTTP/2", "frame down, HTTP/1.1", "frame down, HTTP/2", "frame up, HTTP/1.1", "frame up, HTTP/2"];

    public static async Task JudgeAsync(Trial trial)
    {
        var bytes = trial.Answer<Func<string, string, int>>();
        var zeros = 0;
        foreach (var way in _ways)
        {
            // At the edges of each length that a head can tell, and some beside them.
            int[] lengths = [1, 125, 126, trial.Random.Next(2, 125), trial.Random.Next(127, 4_000), trial.Random.Next(4_000, 16_000), .. way.EndsWith('1') ? [65_527, 65_535, 65_536] : Array.Empty<int>()];
            foreach (var length in lengths)
                await CountAsync($"a message in ASCII is counted right: {way}", new('x', length), way);
            await CountAsync($"a message in other letters is counted right: {way}", string.Concat(trial.Random.GetItems((string[])["é", "日", "😀", "a"], trial.Random.Next(5, 150))), way);
            await CountAsync($"a message of several lines is counted right: {way}", string.Join('\n', Enumerable.Repeat("line", trial.Random.Next(2, 9))), way);
        }

        async Task CountAsync(string sentence, string message, string way)
        {
            var given = $"Bytes({(message.Length <= 60 ? AnswerWording.Literal(message) : message.All(c => c == 'x') ? $"new string('x', {message.Length})" : $"{AnswerWording.Literal(message[..20])}… ({message.Length} characters)")}, \"{way}\")";
            var counted = await trial.CallAsync(given, () => bytes(message, way));
            zeros += counted == 0 ? 1 : 0;
            if (zeros > 0 && way == _ways[0])
                throw Trial.Unsolved($"`{given}` returned 0.");
            trial.Expect(sentence, OnTheWire(message, way), counted, given, $"The message alone has {Encoding.UTF8.GetByteCount(message).ToString("#,0", CultureInfo.InvariantCulture)} bytes.",
                (_noMask, OnTheWire(message, way.Replace("up", "down", StringComparison.Ordinal))),
                (_characters, OnTheWire(string.Concat(message.Select(c => c == '\n' ? c : 'x')), way)),
                (_oneLine, OnTheWire(message.Replace('\n', 'x'), way)),
                (_noFraming, Payload(message, way)));
        }
    }

    /// <summary>What one write of a message takes, as one chunk or one DATA frame.</summary>
    public static int OnTheWire(string message, string way)
    {
        var payload = Payload(message, way);
        return way.EndsWith("HTTP/2", StringComparison.Ordinal) ? payload + DataFrameHead
            // RFC 9112, section 7.1: the size in hexadecimal digits, CR LF, the bytes, CR LF.
            : way.StartsWith("event", StringComparison.Ordinal) ? payload + payload.ToString("x", CultureInfo.InvariantCulture).Length + 4
            : payload;
    }

    private static int Payload(string message, string way)
    {
        if (!way.StartsWith("event", StringComparison.Ordinal))
        {
            var frame = WebSocketFrame.Text(message);
            return (way.Contains("up", StringComparison.Ordinal) ? frame.Masked() : frame).ToBytes().Length;
        }

        var written = new ArrayBufferWriter<byte>();
        EventStreamEncoder.Write(written, message);
        return written.WrittenCount;
    }
}
