using System.Collections.Immutable;
using System.Text;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 01 about reading: what a stream dispatches, a decoder in two steps, and a server that its reader cannot hear.</summary>
internal static class EventStreamReadingTasks
{
    private static readonly Misconception _endOfFile = new(
        "the end of the stream dispatches the last event",
        "Only a blank line dispatches. What the end of a stream cuts off is discarded.");

    private static readonly Misconception _everyLine = new(
        "text goes on in the next line",
        "A line without `data:` is a field of another name, and is ignored. Text does not go on by itself.");

    private static readonly Misconception _typeAlone = new(
        "a type alone is an event",
        "Only data makes an event. A block without a `data` line dispatches nothing, and its type is gone with it.");

    private static readonly Misconception _kindNames = new(
        "names are read kindly",
        "A name counts only as it is written in the standard: `Data`, ` data` and `data ` are other names, and are ignored.");

    private static readonly Misconception _eachLine = new(
        "each data line is an event",
        "A blank line ends an event. Until then `data` lines are collected, and joined by a line feed.");

    private static readonly (string Stream, (Misconception, string[])[] Known)[] _damaged =
    [
        ("data: a\n\ndata: b", [(_endOfFile, ["a", "b"])]),
        ("data: {\ndata: \"n\": 1\n}\n\n", [(_everyLine, ["{\n\"n\": 1\n}"]), (_eachLine, ["{", "\"n\": 1"]), (_eachLine, ["{", "\"n\": 1", "}"])]),
        ("event: ping\n\ndata: c\n\n", [(_typeAlone, ["ping", "c"]), (_typeAlone, ["", "c"])]),
        ("Data: d\n\n data: e\n\ndata : f\n\n", [(_kindNames, ["d", "e", "f"]), (_kindNames, ["d"]), (_kindNames, ["e"]), (_kindNames, ["f"]), (_kindNames, ["d", "e"]), (_kindNames, ["d", "f"]), (_kindNames, ["e", "f"])]),
        ("data: g\r\rdata: h\r\n: i\r\ndata: j\r\n\r\n", [(_eachLine, ["g", "h", "j"])]),
    ];

    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "01.3",
            Title = "Say what five damaged streams dispatch",
            Section = "When a blank line dispatches nothing",
            Hints =
            [
                "Go line by line and say of each: a field that counts, or nothing? At each blank line: is there data?",
                "Three of them have lines that mean nothing: a name must be exact, and a line without `data:` carries no data. One lacks its last blank line.",
                "CR alone, LF alone and CR LF each end one line. Two `data` lines before a blank line are one event, with a line feed between them.",
                "1: the first block only. 2: the brace on a line of its own is lost. 3: the type alone is no event. 4: no name is right. 5: two events, the second of two lines.",
            ],
            Judge = trial =>
            {
                var said = trial.Answer<string[]>();
                if (said.Length != _damaged.Length || said.Any(string.IsNullOrWhiteSpace))
                    throw Trial.Unsolved($"There are five streams, and {said.Count(text => !string.IsNullOrWhiteSpace(text))} answers.");
                foreach (var (index, (stream, known)) in _damaged.Index())
                {
                    string[] dispatched = [.. EventStream.Decode(Encoding.UTF8.GetBytes(stream)).Select(e => e.Data)];
                    string[] yours = said[index].Trim() is "none" ? [] : [.. said[index].Split('|').Select(data => data.Trim())];
                    if (!dispatched.SequenceEqual(yours))
                        trial.Show(Draw.Bytes(EventStream.Explain(Encoding.UTF8.GetBytes(stream))));
                    trial.Expect($"stream {index + 1} dispatches what you said", dispatched, yours, AnswerWording.Literal(stream), "The listing below tells of each line what became of it.", known);
                }

                return Task.CompletedTask;
            },
        },
        new()
        {
            Id = "01.4",
            Title = "A decoder, first step: events of lines",
            Section = "The ID stays",
            Hints =
            [
                "Keep four things between the lines: the type, the data so far, the last ID, and the events that are finished.",
                "A line is empty, or it is split at its first colon. What stands before is the name, what stands behind is the value, without one space at its beginning. `line.Split(':', 2)` does the first half; a line without a colon is a name with an empty value.",
                "At an empty line: if there were data lines, add an event whose data is those lines joined with `\\n`. Then forget type and data, with or without an event; keep the ID.",
                "A loop with one `if` for each of `event`, `data` and `id` (an ID with `\\0` in it is ignored), and one for the empty line, which makes the event: type or `message`, the data lines joined, the ID. Nothing happens after the loop: what is unfinished is dropped.",
            ],
            Judge = LineReading.JudgeAsync,
        },
        new()
        {
            Id = "01.5",
            Title = "A decoder, second step: lines of bytes, however they are cut",
            Section = "Bytes, characters, chunks",
            Hints =
            [
                "What is not finished at the end of one call must still be there in the next: half a line, half a character, a CR whose LF may follow. So `NewLines` has variables, and the function that it returns uses them.",
                "`Encoding.UTF8.GetDecoder()` keeps half a character from call to call; `Encoding.UTF8.GetString` does not. It also leaves the byte order mark to you: it is the first character, `\\uFEFF`, and only the first.",
                "Do not wait at a CR: the line has ended. Remember that it was a CR, and if the next character is an LF, drop that one.",
                "For each character: drop a `\\uFEFF` that is the very first; drop a `\\n` behind a `\\r`; `\\r` or `\\n` hands out the line so far and begins an empty one; all else is added to the line.",
            ],
            Judge = LineSplitting.JudgeAsync,
        },
        new()
        {
            Id = "01.6",
            Title = "Mend a server whose page stays empty",
            Section = "The end of the stream",
            Hints =
            [
                "curl shows lines, the page wants events. What makes an event of lines?",
                "A blank line dispatches what stands before it. Where does it belong: behind each field, before each event, or behind each event?",
                "Behind each event, and in the same write or the next one: an event whose blank line comes only with the next news is shown only then.",
                "`yield return $\"data: {news.Data}\\n\\n\";`, with the type in the line before it and no blank line in between.",
            ],
            Judge = NewsServing.JudgeAsync,
        },
    ];
}
