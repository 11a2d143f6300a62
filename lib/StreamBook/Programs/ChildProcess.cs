using System.ComponentModel;
using System.Diagnostics;

namespace StreamBook.Programs;

/// <summary>
/// A process started by the lab. Its standard input stays open as long as we live, so that it can tell when we are
/// gone, however we ended.
/// </summary>
internal sealed class ChildProcess : ILabProcess
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly KeptLines _lines;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _lines = new(name);
        Exited = WatchAsync(KeepLinesAsync(process.StandardOutput), KeepLinesAsync(process.StandardError));
    }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code once the process has ended and its output is kept.</summary>
    public Task<int> Exited { get; }

    public string Output => _lines.ToString();

    /// <summary>Starts a program.</summary>
    /// <param name="fileName">Its path, or a name found through <c>PATH</c>.</param>
    /// <param name="arguments">Its arguments, one each; nothing needs quoting.</param>
    /// <exception cref="LabException">It cannot be started.</exception>
    public static ChildProcess Start(string fileName, params IEnumerable<string> arguments) => new(
        // A .NET process leaves its diagnostic socket in the temporary folder when it is killed.
        PipedProcess.Start(fileName, arguments, "See `book doctor` for what is missing and how to get it.", ("DOTNET_EnableDiagnostics", "0")),
        Path.GetFileNameWithoutExtension(fileName));

    public Task<string> WaitForLineAsync(Func<string, bool> matches, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        _lines.WaitForAsync(matches, SayExitAsync(), deadline, cancellationToken);

    /// <summary>Closes the standard input, waits for the process to end, and after the grace ends it and all it started.</summary>
    public async Task<int> EndAsync(TimeSpan grace)
    {
        if (Exited.IsCompleted)
            return await Exited;
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It was told something that it did not live to read.
        }

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
        await EndAsync(_grace);
        _process.Dispose();
    }

    private async Task<string> SayExitAsync() => $"Exit code {await Exited}.";

    private async Task KeepLinesAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            _lines.Add(line);
    }

    private async Task<int> WatchAsync(params Task[] readers)
    {
        await _process.WaitForExitAsync();
        // A process that it started may hold the pipes open for longer: its last words are not ours to wait for.
        await Task.WhenAny(Task.WhenAll(readers), Task.Delay(_grace));
        return _process.ExitCode;
    }
}
