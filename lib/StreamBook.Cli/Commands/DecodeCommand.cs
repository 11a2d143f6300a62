using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using StreamBook.Charts;

namespace StreamBook.Cli.Commands;

/// <summary>`book decode`: an event stream as JSON lines for programs, or annotated for people.</summary>
internal static class DecodeCommand
{
    // EPIPE: the reader of a pipe is gone.
    private const int BrokenPipe = 32;

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
        using var output = new StreamWriter(OpenOutput(), bufferSize: 16_384);
        try
        {
            await (explain ? ExplainAsync(input, output, ct) : DecodeAsync(input, output, ct));
            return CommandLine.Ok;
        }
        catch (EventTooLargeException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return CommandLine.Failed;
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            return CommandLine.Ok;
        }
    }

    // The console's own stream goes on in silence when nobody reads any more: an endless stream would outlive its `| head`.
    // It is kept for files, where the other would not move the position that programs writing to the same file share.
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return output.CanSeek ? Console.OpenStandardOutput() : output;
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

    private static async Task DecodeAsync(Stream input, StreamWriter output, CancellationToken ct)
    {
        var decoder = new EventStreamDecoder();
        var buffer = new byte[16_384];
        for (int count; (count = await input.ReadAsync(buffer, ct)) > 0; output.Flush())
            WriteEvents(output, decoder, buffer.AsSpan(0, count));
        if (decoder.ReconnectionTime is { } time)
            WriteLine(output, new { retry = (long)time.TotalMilliseconds });
        output.Flush();
    }

    private static void WriteEvents(StreamWriter output, EventStreamDecoder decoder, ReadOnlySpan<byte> bytes)
    {
        while (decoder.TryRead(ref bytes, out var dispatched))
            WriteLine(output, new { type = dispatched.Type, data = dispatched.Data, lastEventId = dispatched.LastEventId });
    }

    private static void WriteLine<T>(StreamWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, _json));

    private static async Task ExplainAsync(Stream input, StreamWriter output, CancellationToken ct)
    {
        var explainer = new EventStreamExplainer();
        var events = new LinkedList<ServerSentEvent>();
        var buffer = new byte[16_384];
        for (int count; (count = await input.ReadAsync(buffer, ct)) > 0; output.Flush())
            Write(explainer.Read(buffer.AsSpan(0, count), events));
        Write(explainer.Complete());
        output.Flush();

        void Write(ImmutableArray<ExplainedLine> lines)
        {
            foreach (var line in ByteListing.TextLines(lines, _ => TakeEvent()))
                output.WriteLine(line);
        }

        ServerSentEvent TakeEvent()
        {
            var first = events.First!.Value;
            events.RemoveFirst();
            return first;
        }
    }
}
