using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using StreamBook.Programs;
using StreamBook.Wording;

namespace StreamBook.Exercises.Tasks;

/// <summary>The task of 08 whose answer is JavaScript. It runs in the browser found.</summary>
internal static class BrowserScriptTask
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    private static readonly Misconception _pieceIsWhole = new(
        "a piece is a whole event",
        "`fetch` hands out what was there when the page looked: half a line, or five events. What is no whole line yet has to be kept for the next piece.");

    private static readonly Misconception _characterCut = new(
        "each piece is text",
        "A piece may end in the middle of a character. One `TextDecoder` for all of them, with `{ stream: true }`, keeps the rest.");

    private static readonly Misconception _onlyLineFeeds = new(
        "only LF ends a line",
        "CR and CR LF do too, and the two bytes of a CR LF may come in two pieces.");

    private static readonly Misconception _endOfFile = new(
        "the end of the stream dispatches the last event",
        "Only a blank line dispatches. What the end cuts off is discarded.");

    private static readonly Misconception _trimmed = new(
        "spaces around a value do not count",
        "One space behind the colon is dropped, and no other.");

    // The learner's text is not part of ours, so that nothing in it can end the script or see its cases.
    private const string Harness = """
        (() => {
            const [source, cases] = INPUT;
            const make = (0, eval)(`${source}\n;parser`);
            return cases.map(pieces => {
                const seen = [];
                try {
                    const feed = make(event => {
                        if (seen.length > 10000) throw new RangeError("10,000 events of a stream that has few");
                        seen.push([String(event.type), String(event.data), String(event.id)]);
                    });
                    if (feed === null || feed === undefined) return { unsolved: true };
                    for (const piece of pieces) feed(Uint8Array.from(atob(piece), c => c.charCodeAt(0)));
                    return { seen };
                } catch (error) {
                    return { seen, error: `${error}`, stack: `${error && error.stack}`.slice(0, 600) };
                }
            });
        })()
        """;

    public static ExerciseTask Parser { get; } = new()
    {
        Id = "08.2",
        Title = "The parser of a fetch stream",
        Section = "A stream with fetch",
        Hints =
        [
            "A piece is bytes, and neither a line nor an event. Two things have to be kept between two calls: what is no whole character yet, and what is no whole line yet.",
            "`new TextDecoder()` outside of the inner function, and `decoder.decode(piece, { stream: true })` in it. The same decoder drops a byte order mark at the beginning.",
            "Lines end with LF, CR LF or CR. A CR ends its line at once; an LF behind it belongs to it, also if it comes with the next piece. Section 3 of the notebook has a parser for LF and CR LF.",
            "Keep `rest`, and whether the last piece ended with a CR: then an LF at the beginning of this one is dropped. `const lines = (rest + text).split(/\\r\\n|\\n|\\r/)`, `rest = lines.pop()`. Then line by line: empty dispatches if there was data; else the name ends at the first colon, one space behind it is dropped; `data` is collected, `event` and `id` are kept.",
        ],
        Judge = async trial =>
        {
            var source = trial.Answer<string>();
            if (string.IsNullOrWhiteSpace(source))
                throw Trial.Unsolved("The script is empty.");
            var cases = Cases(trial.Random);
            var results = await RunAsync(source, cases);
            for (var number = 0; number < cases.Length; number++)
                Judge(trial, cases[number], results[number]);
        },
    };

    private static void Judge(Trial trial, byte[][] pieces, JsonElement result)
    {
        byte[] stream = [.. pieces.SelectMany(piece => piece)];
        var given = $"{Words.OfCount(pieces.Length, "piece")}:\n{string.Join('\n', pieces.Take(8).Select(piece => AnswerWording.Of(piece)))}{(pieces.Length > 8 ? "\n…" : "")}";
        if (result.TryGetProperty("unsolved", out _))
            throw Trial.Unsolved("`parser(dispatch)` returned nothing.");
        if (result.TryGetProperty("error", out var error))
            throw new TrialEndedException(CheckOutcome.ProgramBroke, $"It threw {error.GetString()!.Split(':')[0]}.") { Given = given, LastLines = $"{error.GetString()}\n{result.GetProperty("stack").GetString()}" };
        ServerSentEvent[] arrived = [.. result.GetProperty("seen").EnumerateArray().Select(seen => new ServerSentEvent(seen[0].GetString()!, seen[1].GetString()!, seen[2].GetString()!))];
        trial.Expect("the script dispatches what a browser's own reader does", Decode(stream), arrived, given, "`new EventSource` at `/raw?body=…` shows what a browser makes of it.",
            (_pieceIsWhole, [.. pieces.SelectMany(piece => Decode(piece))]),
            (_characterCut, Decode([.. pieces.SelectMany(piece => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(piece)))])),
            (_onlyLineFeeds, OnlyLineFeeds(stream)),
            (_endOfFile, Decode([.. stream, .. "\n\n"u8])),
            (_trimmed, [.. Decode(stream).Select(read => new ServerSentEvent(read.Type.Trim(), string.Join('\n', read.Data.Split('\n').Select(line => line.Trim())), read.LastEventId.Trim()))]));
    }

    private static async Task<JsonElement[]> RunAsync(string source, byte[][][] cases)
    {
        var input = JsonSerializer.Serialize(new object[] { source, cases.Select(pieces => pieces.Select(Convert.ToBase64String)) });
        try
        {
            var results = await BrowserScript.EvaluateAsync(Harness.Replace("INPUT", input, StringComparison.Ordinal), _limit);
            return [.. results.EnumerateArray()];
        }
        catch (BrowserScriptException e)
        {
            throw new TrialEndedException(CheckOutcome.ProgramBroke, e.IsStopped ? Words.Invariant($"It was still running after {_limit.TotalSeconds:0.##} s.") : $"It threw {e.Message.Split(':')[0]}.")
            {
                Given = "the script as a whole",
                LastLines = e.IsStopped ? null : e.Message,
                Next = e.IsStopped ? "An endless loop?" : "The script has to define a function called `parser`.",
            };
        }
    }

    private static byte[][][] Cases(Random random)
    {
        var (one, two) = (random.Next(1, 1_000), random.Next(1, 1_000));
        byte[] plain = Bytes($"data: {one}\n\ndata: {two}\n\n");
        return
        [
            [plain],
            [plain[..4], plain[4..9], plain[9..]],
            [Bytes($"event: note\nid: {one}\ndata: first\ndata: second\n\ndata: {two}\n\n")],
            Single(Bytes($"data: {one} €\n\n")),
            [Bytes($"data: {one}\r\ndata: {two}\r\n\r\n"), Bytes("data: b\r"), Bytes("\ndata: c\r\n\r\n")],
            [Bytes($"data: {one}\rdata: {two}\r\rdata: next\n\n")],
            [Bytes($"data: {one}\r\r")],
            [Bytes("data:  two spaces \n\ndata:none\n\n")],
            [Bytes($"data: {one}\n\ndata: {two}\n")],
            [[0xEF, 0xBB, 0xBF, .. plain]],
            [Bytes(": a comment\nretry: 5\nunknown: x\ndata\n\nevent: nothing\n\nid\ndata: a:b\n\n")],
            .. Enumerable.Range(0, 8).Select(_ => Cut(random, Stream(random))),
        ];
    }

    private static byte[] Stream(Random random) => Bytes(string.Concat(random.GetItems((string[])
        ["data: a\n", "data: é€😀\n", "data:b", "data:  c \r\n", "event: note\r\n", "id: 7\n", ": comment\n", "\n", "\r\n", "\r", "\n\n", "data: x\n\n", "data"], random.Next(6, 16)))) is var bytes && random.Next(4) == 0 ? [0xEF, 0xBB, 0xBF, .. bytes] : bytes;

    private static byte[][] Cut(Random random, byte[] stream)
    {
        if (random.Next(3) == 0)
            return Single(stream);
        int[] cuts = [0, .. Enumerable.Range(0, random.Next(0, 6)).Select(_ => random.Next(0, stream.Length + 1)).Order(), stream.Length];
        return [.. cuts.Zip(cuts.Skip(1), (from, to) => stream[from..to])];
    }

    private static byte[][] Single(byte[] stream) => [.. stream.Select(value => (byte[])[value])];

    private static ServerSentEvent[] Decode(byte[] stream) => [.. EventStream.Decode(stream)];

    /// <summary>What somebody reads to whom a CR is a character like any other.</summary>
    private static ServerSentEvent[] OnlyLineFeeds(byte[] stream)
    {
        const string stand = "\ue000";
        string Back(string text) => text.Replace(stand, "\r", StringComparison.Ordinal);
        var text = Encoding.UTF8.GetString(stream).Replace("\r", stand, StringComparison.Ordinal);
        return [.. Decode(Encoding.UTF8.GetBytes(text)).Select(read => new ServerSentEvent(Back(read.Type), Back(read.Data), Back(read.LastEventId)))];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
