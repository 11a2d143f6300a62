using System.Text.RegularExpressions;
using StreamBook.Wording;

namespace StreamBook.Exercises;

/// <summary>
/// Runs a learner's code within a time limit, on a thread of its own: code without an end cannot be stopped inside a
/// process, so its thread is left behind, and holds up neither the check nor the end of the process.
/// </summary>
/// <param name="limit">How long one call may take.</param>
internal sealed partial class LearnerCode(TimeSpan limit)
{
    private const int MostCalls = 6, MostCharacters = 1_000;

    public async Task<T> RunAsync<T>(string given, Func<T> call)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                ended.SetResult(call());
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        })
        { IsBackground = true, Name = "a learner's code" }.Start();
        return await EndAsync(given, ended.Task);
    }

    public async Task<T> RunAsync<T>(string given, Func<Task<T>> call) =>
        await EndAsync(given, await RunAsync<Task<T>>(given, call) ?? throw Broke(given, $"`{given}` returned null instead of a task.", null));

    public async Task<Exception?> CatchAsync(string given, Action call) => await RunAsync(given, () =>
    {
        try
        {
            call();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    });

    private async Task<T> EndAsync<T>(string given, Task<T> call)
    {
        await Task.WhenAny(call, Task.Delay(limit));
        if (!call.IsCompleted)
            throw Broke(given, Words.Invariant($"It was still running after {limit.TotalSeconds:0.##} s."), null, "An endless loop? Its thread goes on: restart the kernel to be rid of it.");
        try
        {
            return await call;
        }
        catch (Exception e)
        {
            throw Broke(given, $"It threw {e.GetType().Name}.", LastLines(e));
        }
    }

    private static TrialEndedException Broke(string given, string sentence, string? lastLines, string? next = null) =>
        new(CheckOutcome.ProgramBroke, sentence) { Given = given, LastLines = lastLines, Next = next };

    /// <summary>What was thrown and where, without the calls of the check.</summary>
    private static string LastLines(Exception exception)
    {
        var calls = (exception.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(call => call.StartsWith("at ", StringComparison.Ordinal) && !call.Contains("StreamBook.Exercises.", StringComparison.Ordinal))
            .Select(call => CellCall().Replace(call, "at $1, line $2 of its cell"));
        return string.Join('\n', calls.Take(MostCalls).Prepend(Message(exception)));
    }

    private static string Message(Exception exception)
    {
        try
        {
            var message = $"{exception.GetType().Name}: {exception.Message}";
            return message.Length <= MostCharacters ? message : message[..MostCharacters] + " …";
        }
        catch (Exception)
        {
            // The message of a learner's own exception is a learner's code too.
            return exception.GetType().Name;
        }
    }

    /// <summary>A call in a cell: it has a path and a class that nobody wrote, and a line that the learner did.</summary>
    [GeneratedRegex(@"^at (?:Cell#\d+\.)?(.+) in .*\bcell \d+:line (\d+)$")]
    private static partial Regex CellCall();
}
