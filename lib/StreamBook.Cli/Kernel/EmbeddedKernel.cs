using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace StreamBook.Cli.Kernel;

/// <summary>The kernel that <c>book kernel</c> runs: C# cells over .NET Interactive's JSON lines on standard input and output.</summary>
internal sealed class EmbeddedKernel
{
    private static readonly string[] _commands = ["SubmitCode", "Cancel", "Quit", .. LanguageAnswers.Commands];

    private readonly KernelChannel _channel;
    private readonly BlockingCollection<Submission> _waiting = [];
    private readonly BlockingCollection<(string Type, string Command)> _questions = [];
    // Made by the thread of the cells, which nobody waits for yet.
    private readonly Lazy<CellRunner> _runner = new(() => new());

    // In their order: the first that is not answered yet runs, or is the next to.
    private readonly ConcurrentQueue<Submission> _open = [];

    private EmbeddedKernel(KernelChannel channel) => _channel = channel;

    private Submission? First => _open.FirstOrDefault(submission => !submission.Answered.IsCompleted);

    /// <summary>Serves one client until it quits or goes away.</summary>
    public static int Run()
    {
        KernelStreams.LeadProcessGroup();
        var streams = KernelStreams.Take();
        var kernel = new EmbeddedKernel(new(streams.Output));
        kernel.OpenToCells();

        // Threads of their own: cells may use up those of the pool.
        new Thread(kernel.RunSubmissions) { IsBackground = true, Name = "cells" }.Start();
        new Thread(kernel.AnswerQuestions) { IsBackground = true, Name = "questions" }.Start();
        kernel.SayReady();
        while (streams.Input.ReadLine() is { } line && kernel.Obey(line))
        {
        }

        // Also while a cell runs, and with what a lab has to take away at the end of its process.
        Environment.Exit(0);
        return 0;
    }

    private void OpenToCells()
    {
        Console.SetOut(new CellConsole(isError: false));
        Console.SetError(new CellConsole(isError: true));
        CellGlobals.Open();

        ExceptionHandling.SetUnhandledExceptionHandler(exception => exception is AbandonedCellException);
        AppDomain.CurrentDomain.UnhandledException += (_, args) => Die((Exception)args.ExceptionObject);
        TaskScheduler.UnobservedTaskException += (_, args) => TellUnobserved(args.Exception.Flatten().InnerExceptions[0]);
    }

    private void SayReady() => _channel.Send("KernelReady", null, json =>
    {
        json.WriteStartArray("kernelInfos");
        json.WriteStartObject();
        json.WriteStartArray("aliases");
        json.WriteEndArray();
        json.WriteString("languageName", "C#");
        json.WriteString("languageVersion", "14.0");
        json.WriteBoolean("isComposite", false);
        json.WriteBoolean("isProxy", false);
        json.WriteString("displayName", "csharp - C# Script");
        json.WriteString("localName", "csharp");
        json.WriteString("uri", $"kernel://pid-{Environment.ProcessId}/csharp");
        json.WriteNull("remoteUri");
        json.WriteString("description", "Compile and run C# Script");
        json.WriteStartArray("supportedKernelCommands");
        foreach (var command in _commands)
        {
            json.WriteStartObject();
            json.WriteString("name", command);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    /// <summary>Does what a line asks for.</summary>
    /// <returns>False if there is to be no next line.</returns>
    private bool Obey(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var command = document.RootElement.GetRawText();
            switch (document.RootElement.GetProperty("commandType").GetString())
            {
                case "SubmitCode":
                    var submission = new Submission(_channel, command, document.RootElement.GetProperty("command").GetProperty("code").GetString()!);
                    _open.Enqueue(submission);
                    _waiting.Add(submission);
                    break;
                case "Cancel":
                    // Not before the cell has ended: until then nothing has succeeded.
                    var first = First;
                    first?.Cancel();
                    (first?.Answered ?? Task.CompletedTask).ContinueWith(
                        _ => Answer("CommandSucceeded", command, null), default, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                    break;
                case "Quit":
                    foreach (var open in _open)
                    {
                        open.Cancel();
                        open.Fail(Submission.CancelledMessage);
                    }

                    Answer("CommandSucceeded", command, null);
                    return false;
                case { } question when LanguageAnswers.Commands.Contains(question):
                    _questions.Add((question, command));
                    break;
                case var other:
                    Answer("CommandFailed", command, $"This kernel knows the commands {string.Join(", ", _commands)}, not {other}.");
                    break;
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            Complain($"A line that is not a command was ignored: {exception.Message}");
        }

        return true;
    }

    private void Answer(string eventType, string command, string? message) => _channel.Send(eventType, command, json =>
    {
        if (message is not null)
            json.WriteString("message", message);
        json.WriteNull("executionOrder");
    });

    private void RunSubmissions()
    {
        _runner.Value.WarmUp();
        foreach (var submission in _waiting.GetConsumingEnumerable())
        {
            _runner.Value.Run(submission);
            _open.TryDequeue(out _);
        }
    }

    private void AnswerQuestions()
    {
        foreach (var (type, command) in _questions.GetConsumingEnumerable())
        {
            try
            {
                new LanguageAnswers(_runner.Value, _channel).Answer(type, command);
                Answer("CommandSucceeded", command, null);
            }
            catch (Exception exception)
            {
                Answer("CommandFailed", command, $"The question was not understood: {exception.Message}");
            }
        }
    }

    private static void TellUnobserved(Exception exception)
    {
        try
        {
            if (exception is not AbandonedCellException)
                Submission.Current?.Write(isError: true, $"A background task failed, and nothing awaited it: {CellFailure.Describe(exception, null)}\n");
        }
        catch (AbandonedCellException)
        {
            // Nobody waits for the cell that is to hear of it.
        }
    }

    // The framework ends the process after an exception on a thread that no cell waits for: say so before it does.
    private void Die(Exception exception)
    {
        var message = $"An exception outside of any cell's own flow ended the kernel: {CellFailure.Describe(exception, null)}";
        Complain(message);
        (First ?? Submission.Current)?.Fail(message);
        Environment.Exit(1);
    }

    private static void Complain(string message)
    {
        using var error = new StreamWriter(Console.OpenStandardError());
        error.WriteLine(message);
    }
}
