using System.Text;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges how bytes are put into an event.</summary>
internal static class PackedBytes
{
    private static readonly Misconception _text = new(
        "bytes can be sent as text",
        "A stream is UTF-8, in lines: bytes that are no UTF-8 become U+FFFD or two others, and a CR or LF among them ends the field.");

    private static readonly Misconception _lines = new(
        "base64 is one line",
        "With line breaks in it, it is several: the first is the field, and the others are no fields at all.");

    private static readonly Misconception _hexadecimal = new(
        "hexadecimal is base64",
        "It is another way to write bytes, and takes twice their number where base64 takes a third more. The page reads base64.");

    public static async Task JudgeAsync(Trial trial)
    {
        var pack = trial.Answer<Func<byte[], string>>();
        foreach (var length in (int[])[256, 1, trial.Random.Next(2, 50), trial.Random.Next(58, 300), trial.Random.Next(300, 3_000)])
        {
            // All of them first, so that none is missing by chance.
            byte[] bytes = [.. Enumerable.Range(0, length).Select(n => (byte)(length == 256 ? n : trial.Random.Next(256)))];
            var given = $"Pack({(length == 256 ? "all 256 bytes" : $"{length} bytes, the first {AnswerWording.Of(bytes[..Math.Min(4, length)])}")})";
            var block = await trial.CallAsync(given, () => pack([.. bytes]));
            string[] data = [.. EventStream.Decode(Encoding.UTF8.GetBytes(block)).Select(one => one.Data)];
            var known = data.SequenceEqual(Decoded(Encoding.UTF8.GetString(bytes))) || data.SequenceEqual(Decoded(Encoding.Latin1.GetString(bytes))) ? _text
                : length > 57 && data.SequenceEqual(Decoded(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks))) ? _lines
                : data is [var one] && one.Equals(Convert.ToHexString(bytes), StringComparison.OrdinalIgnoreCase) ? _hexadecimal : null;
            trial.Require(data.Length == 1, "one event arrives", "one event", $"{data.Length}, of {AnswerWording.Of(block)}", given, "`EventStream.Explain` shows what each line of a stream means.", known);
            var arrived = new byte[data[0].Length];
            trial.Require(Convert.TryFromBase64String(data[0], arrived, out var count) && arrived.AsSpan(0, count).SequenceEqual(bytes), "the client gets the bytes as they were",
                $"base64 of {AnswerWording.Of(bytes)}", AnswerWording.Of(data[0]), given, known: known);
        }
    }

    private static IEnumerable<string> Decoded(string text) => EventStream.Decode(Encoding.UTF8.GetBytes($"data: {text}\n\n")).Select(one => one.Data);
}
