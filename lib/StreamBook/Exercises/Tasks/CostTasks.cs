using System.Collections.Immutable;

namespace StreamBook.Exercises.Tasks;

/// <summary>The tasks of 09: what it costs.</summary>
internal static class CostTasks
{
    public static ImmutableArray<ExerciseTask> All { get; } =
    [
        new()
        {
            Id = "09.1",
            Title = "The bytes of a message on the wire",
            Section = "Bytes per message",
            Hints =
            [
                "Count bytes, not characters: `Encoding.UTF8.GetByteCount`. Then ask of each way: what stands before the message, what behind it?",
                "An event: `data: ` before each line, a line feed behind it, and a blank line. HTTP/1.1 puts a chunk around it: the length in hexadecimal, CR LF, the bytes, CR LF. HTTP/2 puts a DATA frame around it, whose head has nine bytes.",
                "A WebSocket frame has a head of 2 bytes up to a payload of 125, 4 up to 65,535, else 10; that of a client four more. Over HTTP/2 a DATA frame stands around each of them.",
                "For an event the message plus 6 for each line plus 2; over HTTP/1.1 plus 4 and the digits of that sum in hexadecimal. For a frame the payload plus its head. Over HTTP/2 plus 9, for both.",
            ],
            Judge = WireBytes.JudgeAsync,
        },
    ];
}
