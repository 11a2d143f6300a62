using System.ComponentModel;
using System.Diagnostics;

namespace StreamBook;

/// <summary>
/// A process started by the lab. All three of its standard streams are pipes: its output must not reach ours, which
/// in a notebook's kernel carries the protocol, and its input stays open as long as we live, so that it can tell when
/// we are gone, however we ended.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLineCount = 1000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Queue<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process, string name)
    {
        _process = process;
        Name = name;
        Exited = WatchAsync(KeepLinesAsync(process.StandardOutput), KeepLinesAsync(process.StandardError));
    }

    /// <summary>The program's file name without folder and extension.</summary>
    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code once the process has ended and its output is kept.</summary>
    public Task<int> Exited { get; }

    /// <summary>The last 1,000 lines of standard output and standard error, as they came.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="fileName">Its path, or a name found through <c>PATH</c>.</param>
    /// <param name="arguments">Its arguments, one each; nothing needs quoting.</param>
    /// <exception cref="LabException">It cannot be started.</exception>
    public static ChildProcess Start(string fileName, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        // A .NET process leaves its diagnostic socket in the temporary folder when it is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        try
        {
            return new(Process.Start(start)!, Path.GetFileNameWithoutExtension(fileName));
        }
        catch (Win32Exception e)
        {
            throw new LabException($"{fileName} could not be started.", e.Message, "See `book doctor` for what is missing and how to get it.", e);
        }
    }

    /// <summary>Waits for a line of output, one that is there already included, and returns it.</summary>
    /// <exception cref="LabException">The process ended, or the deadline passed, without such a line.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        while (true)
        {
            // In this order: once it has exited, the lines are complete.
            var exited = Exited.IsCompleted;
            Task changed;
            lock (_lines)
            {
                if (_lines.FirstOrDefault(matches) is { } line)
                    return line;
                changed = _changed.Task;
            }

            if (exited)
                throw Unexpected($"{Name} ended before it was ready.", $"Exit code {await Exited}.");
            try
            {
                await Task.WhenAny(changed, Exited).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Unexpected($"{Name} was not ready within {deadline.TotalSeconds:0.#} s.", "It is still running.");
            }
        }
    }

    /// <summary>Closes the standard input, waits for the process to end, and after the grace ends it and all it started.</summary>
    public async Task<int> EndAsync(TimeSpan grace)
    {
        if (Exited.IsCompleted)
            return await Exited;
        _process.StandardInput.Close();
        try
        {
            return await Exited.WaitAsync(grace);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            return await Exited;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(Grace);
        _process.Dispose();
    }

    private LabException Unexpected(string attempt, string state) =>
        new(attempt, $"{state} Its output:\n{(Output is "" ? "(none)" : Output)}", "Its output says why; if it does not, start it by hand.");

    private async Task KeepLinesAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource changed;
            lock (_lines)
            {
                _lines.Enqueue(line);
                if (_lines.Count > KeptLineCount)
                    _lines.Dequeue();
                changed = _changed;
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }

    private async Task<int> WatchAsync(params Task[] readers)
    {
        await _process.WaitForExitAsync();
        // A process that it started may hold the pipes open for longer: its last words are not ours to wait for.
        await Task.WhenAny(Task.WhenAll(readers), Task.Delay(Grace));
        return _process.ExitCode;
    }
}
