using System.CommandLine;
using Microsoft.Win32.SafeHandles;
using StreamBook.Wording;

namespace StreamBook.Cli.Commands;

/// <summary>`book decode`: an event stream as JSON lines for programs, or annotated for people.</summary>
internal static class DecodeCommand
{
    // EPIPE: the reader of a pipe is gone.
    private const int BrokenPipe = 32;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A file, or - for standard input.", DefaultValueFactory = _ => "-" };
        file.Validators.Add(CommandLine.CheckNames);
        var explain = new Option<bool>("--explain") { Description = "Say of every line where it is, what it is, and which event it led to." };
        var time = new Option<bool>("--time") { Description = "Say when each event came (UTC); events that came in one read have one time." };
        var command = new Command("decode", "Decodes an event stream: one JSON object per event, as it arrives.") { file, explain, time };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(explain), parsed.GetValue(time), cancellationToken));
        return CommandLine.WithExamples(
            command,
            "curl -sN http://localhost:8080/clock | book decode --time",
            "book decode stream.txt",
            "printf 'data: hello\\n\\n' | book decode --explain");
    }

    private static async Task<int> RunAsync(string file, bool explain, bool hasTime, CancellationToken cancellationToken)
    {
        await using var input = Open(file);
        using var output = new StreamWriter(OpenOutput(), bufferSize: 16_384);
        // On a screen a long line would hide all others; a file gets every byte.
        IDecodedOutput decoded = explain
            ? new ExplainedOutput(output, Console.IsOutputRedirected ? int.MaxValue : VisibleBytes.Most, hasTime)
            : new EventOutput(output, hasTime);
        var doubt = new StreamDoubt();
        try
        {
            var buffer = new byte[16_384];
            for (int count; (count = await ReadAsync(input, file, buffer, cancellationToken)) > 0; output.Flush())
            {
                await TellAsync(doubt.After(buffer.AsSpan(0, count)));
                decoded.Write(buffer.AsSpan(0, count), TimeProvider.System.GetUtcNow());
            }

            decoded.End();
            output.Flush();
            await TellAsync(doubt.AtEnd(decoded));
            return CommandLine.Ok;
        }
        catch (EventTooLargeException e)
        {
            await TellAsync($"An event is larger than {Words.OfCount(e.MaxEventByteCount, "byte")}, and nothing more is decoded: at byte {Words.Of(e.Offset)} no blank line had ended it.");
            return CommandLine.Failed;
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            return CommandLine.Ok;
        }
    }

    // A console or a pipe that nothing comes from cannot be asked to stop: it is left.
    private static async Task<int> ReadAsync(Stream input, string file, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new UsageException($"{file}: cannot be read: {e.Message}", e);
        }
    }

    private static Task TellAsync(string? sentence) => sentence is null ? Task.CompletedTask : Console.Error.WriteLineAsync(sentence);

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
}
