using System.Text;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges a function that makes lines of bytes as they come, step by step.</summary>
internal static class LineSplitting
{
    private static readonly Misconception _onlyLineFeeds = new(
        "only LF ends a line",
        "Three things end a line of an event stream: LF, CR, and CR LF.");

    private static readonly Misconception _crAndLf = new(
        "CR LF ends two lines",
        "CR LF ends one line, also when the CR is the last byte of one read and the LF the first of the next.");

    private static readonly Misconception _markIsText = new(
        "the byte order mark is text",
        "One byte order mark at the very beginning of a stream is dropped. It hides the name of the first field otherwise.");

    private static readonly Misconception _readIsText = new(
        "a read holds whole characters",
        "A read may end within a character. Each half, turned into text by itself, becomes U+FFFD.");

    private static readonly Misconception _readIsLines = new(
        "a read holds whole lines",
        "A read may end anywhere. What it leaves unfinished is the beginning of a line that goes on in the next.");

    private static readonly Misconception _waits = new(
        "a CR has to wait for what follows",
        "The line has ended at the CR, and what follows may take hours. Hand it out, and drop an LF if one comes next.");

    public static async Task JudgeAsync(Trial trial)
    {
        var newLines = trial.Answer<Func<Func<byte[], List<string>>>>();
        await trial.CallAsync("NewLines()", newLines);
        var (one, two) = (Word(trial.Random), Word(trial.Random));
        await StepAsync("a whole text is split at LF", $"data: {one}\n\ndata: {two}\nunfinished");
        await ApartAsync();
        await StepAsync("CR, LF and CR LF each end one line", $"{one}\r{two}\r\n\r\n{one}\n\r{two}\r\r\n");
        await StepAsync("a byte order mark is dropped at the beginning, and nowhere else", $"\uFEFF{one}\n\uFEFF{two}\n", $"{one}\n\uFEFF\n");
        await StepAsync("a line goes on in the next read", $"{one}|{two}\n{two}|\n", $"{one}||\n|\n");
        await StepAsync("CR LF is one end when a read ends within it", $"{one}\r|\n{two}\r|\n|\r|\r|\n");
        foreach (var text in (string[])[$"\uFEFF{one}é日😀\n{two}\r\n", $"😀\r{one}\n"])
            await TryAsync("a character is whole again that was cut by a read", [.. Encoding.UTF8.GetBytes(text).Select(b => (byte[])[b])]);
        await TryAsync("bytes that are no UTF-8 become U+FFFD", [[.. "a"u8, 0xFF], [.. "b\n"u8, 0xE6], [0x97, .. "\n"u8]]);
        await PromptAsync();
        for (var count = 0; count < 40; count++)
            await TryAsync("bytes in any pieces give the same lines", Cut(trial.Random, Encoding.UTF8.GetBytes(string.Concat(trial.Random.GetItems(_pieces, trial.Random.Next(1, 15))))));

        async Task StepAsync(string sentence, params string[] streams)
        {
            foreach (var stream in streams)
                await TryAsync(sentence, [.. stream.Split('|').Select(Encoding.UTF8.GetBytes)]);
        }

        async Task TryAsync(string sentence, byte[][] reads)
        {
            var given = Given(reads);
            var lines = await trial.CallAsync(given, () =>
            {
                var next = newLines();
                return reads.SelectMany(read => next([.. read])).ToList();
            });
            byte[] all = [.. reads.SelectMany(read => read)];
            var text = Encoding.UTF8.GetString(all);
            var unmarked = text.StartsWith('\uFEFF') ? text[1..] : text;
            trial.Expect<IEnumerable<string>>(sentence, Lines(unmarked, "\r\n", "\r", "\n"), lines, given,
                "Which bytes were in the hand between two of the calls?",
                (_onlyLineFeeds, Lines(unmarked, "\n")),
                (_onlyLineFeeds, Lines(unmarked, "\r\n", "\n")),
                (_crAndLf, Lines(unmarked, "\r", "\n")),
                (_crAndLf, reads.Length > 1 ? Lines(string.Join('\0', reads.Select(Encoding.UTF8.GetString)), "\r\n", "\r", "\n").Select(line => line.Replace("\0", "", StringComparison.Ordinal)) : Lines(unmarked, "\r", "\n")),
                (_markIsText, Lines(text, "\r\n", "\r", "\n")),
                (_readIsText, Lines(Unmarked(string.Concat(reads.Select(Encoding.UTF8.GetString))), "\r\n", "\r", "\n")),
                (_readIsLines, reads.SelectMany(read => Lines(Unmarked(Encoding.UTF8.GetString(read)), "\r\n", "\r", "\n"))),
                (_readIsLines, reads.SelectMany(read => Unmarked(Encoding.UTF8.GetString(read)).Split(["\r\n", "\r", "\n"], StringSplitOptions.None))));
        }

        async Task PromptAsync()
        {
            foreach (var end in (string[])["\n", "\r\n", "\r"])
            {
                byte[][] reads = [Encoding.UTF8.GetBytes(one + end)];
                var lines = await trial.CallAsync(Given(reads), () => newLines()([.. reads[0]]));
                trial.Expect<IEnumerable<string>>("a line is handed out as soon as it ends", [one], lines, Given(reads), known: [(_waits, [])]);
            }
        }

        async Task ApartAsync()
        {
            var given = $"two of NewLines(): one gets {AnswerWording.Literal(one)}, the other {AnswerWording.Literal(two + "\n")}";
            var lines = await trial.CallAsync(given, () =>
            {
                var (first, second) = (newLines(), newLines());
                first(Encoding.UTF8.GetBytes(one));
                return second(Encoding.UTF8.GetBytes(two + "\n"));
            });
            trial.Expect<IEnumerable<string>>("a new one knows nothing of another", [two], lines, given, "Where do the variables live that are kept between calls?");
        }
    }

    private static readonly string[] _pieces = ["a", "data: 日本", "é", "😀", "\r", "\n", "\r\n", "\n\n", " ", "\uFEFF", "id: 7"];

    private static string Given(byte[][] reads) => $"NewLines(), then {string.Join(", then ", reads.Select(AnswerWording.Of))}";

    private static string Unmarked(string text) => text.StartsWith('\uFEFF') ? text[1..] : text;

    /// <summary>The lines that have ended.</summary>
    private static string[] Lines(string text, params string[] ends) => text.Split(ends, StringSplitOptions.None)[..^1];

    private static byte[][] Cut(Random random, byte[] bytes)
    {
        var reads = new List<byte[]>();
        for (var (begin, end) = (0, 0); begin < bytes.Length; begin = end)
        {
            end = Math.Min(bytes.Length, begin + random.Next(1, 4));
            reads.Add(bytes[begin..end]);
        }

        return [.. reads];
    }

    private static string Word(Random random) => random.GetItems((string[])["hello", "überall", "日本", "a b", "😀", "x"], 1)[0] + random.Next(10, 100);
}
