using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamBook.Cli;

/// <summary>`book decode`: an event stream as JSON lines for programs, or annotated for people.</summary>
internal static class DecodeCommand
{
    // Letters of every language stay; what could move a terminal's cursor is escaped.
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A file, or - for standard input.", DefaultValueFactory = _ => "-" };
        file.Validators.Add(CommandLine.RefuseOptions);
        var explain = new Option<bool>("--explain") { Description = "Say of every line where it is, what it is, and which event it led to." };
        var command = new Command("decode", "Decodes an event stream: one JSON object per event, as it arrives.") { file, explain };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(explain), ct));
        return CommandLine.WithExamples(
            command,
            "curl -sN http://localhost:8080/clock | book decode",
            "book decode stream.txt",
            "printf 'data: hello\\n\\n' | book decode --explain");
    }

    private static async Task<int> RunAsync(string file, bool explain, CancellationToken ct)
    {
        await using var input = Open(file);
        try
        {
            await (explain ? ExplainAsync(input, ct) : DecodeAsync(input, ct));
            return CommandLine.Ok;
        }
        catch (EventTooLargeException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CommandLine.Failed;
        }
    }

    private static Stream Open(string file)
    {
        try
        {
            return file == "-" ? Console.OpenStandardInput()
                : Directory.Exists(file) ? throw new UsageException($"{file}: a directory, not an event stream.")
                : File.OpenRead(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{file}: no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: cannot be read: {e.Message}", e);
        }
    }

    private static async Task DecodeAsync(Stream input, CancellationToken ct)
    {
        var decoder = new EventStreamDecoder();
        var buffer = new byte[16_384];
        for (int count; (count = await input.ReadAsync(buffer, ct)) > 0;)
            WriteEvents(decoder, buffer.AsSpan(0, count));
        if (decoder.ReconnectionTime is { } time)
            WriteLine(new { retry = (long)time.TotalMilliseconds });
    }

    private static void WriteEvents(EventStreamDecoder decoder, ReadOnlySpan<byte> bytes)
    {
        while (decoder.TryRead(ref bytes, out var dispatched))
            WriteLine(new { type = dispatched.Type, data = dispatched.Data, lastEventId = dispatched.LastEventId });
    }

    private static void WriteLine<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, _json));

    private static async Task ExplainAsync(Stream input, CancellationToken ct)
    {
        var explainer = new EventStreamExplainer();
        var buffer = new byte[16_384];
        for (int count; (count = await input.ReadAsync(buffer, ct)) > 0;)
            WriteLines(explainer.Read(buffer.AsSpan(0, count)));
        WriteLines(explainer.Complete());
    }

    private static void WriteLines(IEnumerable<ExplainedLine> lines)
    {
        foreach (var line in lines)
            Console.Out.WriteLine(ExplainedText.Of(line));
    }
}
