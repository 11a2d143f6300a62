using System.Collections.Immutable;
using System.Text;
using StreamBook.Wording;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 01: the event stream format.</summary>
internal static class EventStreamFormatTasks
{
    private static readonly Misconception _endOfFile = new(
        "the end of the stream dispatches the last event",
        "Only a blank line dispatches. What the end of a stream cuts off is discarded.");

    private static readonly Misconception _dataInOneLine = new(
        "a line break may stand in a data line",
        "A line break ends the field. What follows is read as a line of its own: a field, or nothing. Each line of the data needs its own `data:`.");

    private static readonly Misconception _onlyLineFeeds = new(
        "only LF ends a line",
        "Three things end a line of an event stream: LF, CR, and CR LF. Data that is split at LF only still breaks at a CR.");

    private static readonly Misconception _lineBreaksRemoved = new(
        "line breaks are to be taken out",
        "Data may hold line breaks: a client joins several `data` lines with LF. Taken out, they are lost to it.");

    private static readonly Misconception _noSpace = new(
        "no space is needed after the colon",
        "A client drops one space after the colon. Data that begins with a space of its own loses that one, unless another stands before it.");

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "01.1",
            Title = "Write the bytes of three events",
            Section = "Two events on the wire",
            Hints =
            [
                "Each event is a block of lines and ends with a blank line: `\\n\\n`. The last one too.",
                "A field is a name, a colon, one space, and the value. The names are `event`, `id` and `data`, in lower case.",
                "Two lines of data are two `data:` lines. One space after the colon is dropped, so data that begins with a space needs two: `data:  ready`.",
                "`data: hello\\n\\n`, then `event: tick\\nid: 7\\ndata: first\\ndata: second\\n\\n`, then `event: done\\ndata:  ready\\n\\n`: one field a line, one blank line an event.",
            ],
            Judge = trial =>
            {
                ServerSentEvent[] wanted = [new("message", "hello", ""), new("tick", "first\nsecond", "7"), new("done", " ready", "7")];
                var stream = trial.Answer<string>();
                if (string.IsNullOrWhiteSpace(stream))
                    throw Trial.Unsolved("The stream is empty.");
                trial.Show(Draw.Bytes(EventStream.Explain(Encoding.UTF8.GetBytes(stream))));
                trial.Expect("a client dispatches the three events", wanted, Decode(stream),
                    next: "Which lines led to which event? In the notebook a listing below the check says it.",
                    known: Decode(stream + "\n\n").AsSpan().SequenceEqual(wanted) ? [(_endOfFile, Decode(stream))] : []);
                ShowBeside(trial, stream, "data: hello\n\nevent: tick\nid: 7\ndata: first\ndata: second\n\nevent: done\ndata:  ready\n\n");
                return Task.CompletedTask;
            },
        },
        new()
        {
            Id = "01.2",
            Title = "An encoder that cannot be made to forge an event",
            Section = "Data on several lines",
            Hints =
            [
                "What a client gets is decided by lines. Where can a line begin in what you write, and who chose what stands there?",
                "Three things end a line: `\\n`, `\\r`, and `\\r\\n`. Split the data at all of them and write each part as a `data: ` line of its own.",
                "A type and an ID have only one line. One with a line break in it cannot be sent: refuse it with an `ArgumentException`.",
                "Refuse `\\r` and `\\n` in type and ID; then `data.ReplaceLineEndings(\"\\n\").Split('\\n')`, each with `data: ` before and `\\n` after it, between the `event` and `id` lines and a blank line. (`ReplaceLineEndings` knows a few more line ends than the format does; splitting at `[\"\\r\\n\", \"\\r\", \"\\n\"]` is exact.)",
            ],
            Judge = async trial =>
            {
                var encode = trial.Answer<Func<string, string, string, string>>();
                var (one, two) = (Word(trial.Random), Word(trial.Random));
                string[] sharp = [one, $"{one}\n{two}", $"{one}\r{two}", $"{one}\r\n{two}", $" {one}", $"{one}\n {two}", $"{one}\n\ndata: {two}", ""];
                foreach (var data in sharp.Concat(Enumerable.Range(0, 30).Select(_ => Data(trial.Random))))
                    await EncodesAsync(trial, encode, data);
                foreach (var end in (string[])["\n", "\r", "\r\n"])
                {
                    var forged = $"{Word(trial.Random)}{end}data: forged{end}{end}";
                    await RefusesAsync(trial, $"Encode({AnswerWording.Literal(forged)}, \"1\", \"hello\")", () => encode(forged, "1", "hello"), "type");
                    await RefusesAsync(trial, $"Encode(\"tick\", {AnswerWording.Literal(forged)}, \"hello\")", () => encode("tick", forged, "hello"), "ID");
                }

                const string sample = "first\nsecond";
                ShowBeside(trial, await trial.CallAsync("Encode(\"tick\", \"7\", \"first\\nsecond\")", () => encode("tick", "7", sample)), Split("tick", "7", sample, "\n"));
            },
        },
    ];

    /// <summary>Shows the lines of an answer that passed beside the book's, and which of the two is longer.</summary>
    private static void ShowBeside(Trial trial, string yours, string ours)
    {
        var (left, right) = (yours.Split('\n'), ours.Split('\n'));
        var spared = Encoding.UTF8.GetByteCount(yours) - Encoding.UTF8.GetByteCount(ours);
        trial.Show(Table.Of(Enumerable.Range(0, Math.Max(left.Length, right.Length) - 1), $"Your lines beside the book's{(spared > 0 ? $", which says the same in {Words.OfCount(spared, "byte")} less" : "")}",
            ("Yours", index => Line(left, index)), ("The book's", index => Line(right, index))));

        static string Line(string[] lines, int index) => index < lines.Length ? AnswerWording.Literal(lines[index]) : "";
    }

    private static async Task EncodesAsync(Trial trial, Func<string, string, string, string> encode, string data)
    {
        var (type, id) = (Word(trial.Random), $"{trial.Random.Next(1, 1_000)}");
        var given = $"Encode({AnswerWording.Literal(type)}, {AnswerWording.Literal(id)}, {AnswerWording.Literal(data)})";
        var block = await trial.CallAsync(given, () => encode(type, id, data));
        // Twice, with a probe behind: what is left open at the end of one event would show in the next.
        ServerSentEvent wanted = new(type, OneLineEnd(data), id), probe = new("probe", "probe", "probe");
        trial.Expect("what was encoded is decoded to the same event, and to no other", [wanted, wanted, probe], Decode(block + block + Naive("probe", "probe", "probe")), given,
            "`EventStream.Explain(Encoding.UTF8.GetBytes(…))` shows what your bytes mean, line by line.",
            (_endOfFile, Decode(Naive(type, id, data).TrimEnd('\n') + "\n" + Naive(type, id, data).TrimEnd('\n') + "\n" + Naive("probe", "probe", "probe"))),
            (_onlyLineFeeds, Decode(Split(type, id, data, "\n") + Split(type, id, data, "\n") + Naive("probe", "probe", "probe"))),
            (_dataInOneLine, Decode(Naive(type, id, data) + Naive(type, id, data) + Naive("probe", "probe", "probe"))),
            (_lineBreaksRemoved, [wanted with { Data = wanted.Data.Replace("\n", "", StringComparison.Ordinal) }, wanted with { Data = wanted.Data.Replace("\n", "", StringComparison.Ordinal) }, probe]),
            (_lineBreaksRemoved, [wanted with { Data = wanted.Data.Replace('\n', ' ') }, wanted with { Data = wanted.Data.Replace('\n', ' ') }, probe]),
            (_noSpace, [wanted with { Data = WithoutSpaces(wanted.Data) }, wanted with { Data = WithoutSpaces(wanted.Data) }, probe]));
    }

    private static async Task RefusesAsync(Trial trial, string given, Func<string> encode, string field)
    {
        string? block = null;
        var thrown = await trial.CatchAsync(given, () => block = encode());
        trial.Require(thrown is ArgumentException, $"a line break in the {field} is refused", "an ArgumentException",
            thrown is null ? $"it returned {AnswerWording.Of(block)}" : thrown.GetType().Name, given, known: thrown is null && block?.Contains("forged\n", StringComparison.Ordinal) is true ? _dataInOneLine : null);
    }

    private static ServerSentEvent[] Decode(string stream) => [.. EventStream.Decode(Encoding.UTF8.GetBytes(stream))];

    private static string Naive(string type, string id, string data) => $"event: {type}\nid: {id}\ndata: {data}\n\n";

    private static string Split(string type, string id, string data, params string[] ends) =>
        $"event: {type}\nid: {id}\n{string.Concat(data.Split(ends, StringSplitOptions.None).Select(line => $"data: {line}\n"))}\n";

    private static string OneLineEnd(string data) => data.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static string WithoutSpaces(string data) => string.Join('\n', data.Split('\n').Select(line => line.StartsWith(' ') ? line[1..] : line));

    private static string Word(Random random) => random.GetItems((string[])["tick", "token", "done", "überall", "a-b_c"], 1)[0];

    /// <summary>Text of a few pieces, of which most mean something in the format.</summary>
    private static string Data(Random random) => string.Concat(random.GetItems((string[])
        ["hello", " ", "\n", "\r", "\r\n", "\n\n", "data: forged", "event: forged", "id: forged", ":", "{\"a\":1}", "é", "日本", "😀", "\t", "retry: 1"], random.Next(0, 9)));
}
