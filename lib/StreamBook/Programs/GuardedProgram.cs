using System.Diagnostics;
using System.Globalization;

namespace StreamBook.Programs;

/// <summary>
/// Somebody else's program, which knows nothing of us: it runs under a guard that outlives us and ends it, with all that it
/// started, when we let go or are gone. On Windows without one: there it is left behind when we are killed.
/// </summary>
internal sealed class GuardedProgram : IAsyncDisposable
{
    // Of what it left behind somebody may hold the pipe of its lines for ever.
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly KeptLines _lines;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _outputEnds;
    private readonly Task _errorsEnd;
    private string _ending = "was ended with its guard";

    private GuardedProgram(Process process, string name)
    {
        _process = process;
        _lines = new(name);
        _outputEnds = KeepAsync(process.StandardOutput, _lines.Add);
        _errorsEnd = OperatingSystem.IsWindows() ? WatchAsync() : HearAsync();
    }

    /// <summary>The last 1,000 lines that it wrote.</summary>
    public string Output => _lines.ToString();

    /// <summary>Completes with how it ended, in words, when its lines are complete.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Its process ID.</summary>
    public Task<int> Id => _id.Task;

    /// <summary>Starts it.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <exception cref="LabException">It cannot be started.</exception>
    public static GuardedProgram Start(IReadOnlyList<string> command, params (string Name, string Value)[] environment)
    {
        var name = Path.GetFileNameWithoutExtension(command[0]);
        var process = OperatingSystem.IsWindows()
            ? PipedProcess.Start(command[0], command.Skip(1), "Is it installed, and on the PATH?", environment)
            : GuardShell.Start("Programs/server-guard.sh", ["env", .. environment.Select(variable => $"{variable.Name}={variable.Value}"), .. command]);
        return new(process, name);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                _process.Kill(entireProcessTree: true);
            _process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It ended by itself.
        }

        await _errorsEnd;
        await _outputEnds;
        _process.Dispose();
    }

    private void Hear(string line)
    {
        if (line.Split(' ') is ["process", var id] && int.TryParse(id, CultureInfo.InvariantCulture, out var number))
            _id.TrySetResult(number);
        else if (line.StartsWith("ended with exit code ", StringComparison.Ordinal))
            _ending = line;
        else
            _lines.Add(line);
    }

    private static async Task KeepAsync(StreamReader reader, Action<string> keep)
    {
        while (await reader.ReadLineAsync() is { } line)
            keep(line);
    }

    private async Task HearAsync()
    {
        await KeepAsync(_process.StandardError, Hear);
        await EndAsync();
    }

    private async Task WatchAsync()
    {
        _id.SetResult(_process.Id);
        await KeepAsync(_process.StandardError, _lines.Add);
        await _process.WaitForExitAsync();
        _ending = $"ended with exit code {_process.ExitCode}";
        await EndAsync();
    }

    private async Task EndAsync()
    {
        await Task.WhenAny(_outputEnds, Task.Delay(_grace));
        _ended.TrySetResult(_ending);
        _id.TrySetCanceled();
    }
}
