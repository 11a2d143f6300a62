using System.Diagnostics;
using System.Text;
using StreamBook.Programs;

namespace StreamBook.Labs.Nginx;

/// <summary>
/// nginx under a guard: a shell that nobody waits for and no signal to us reaches, so that it outlives us however we
/// end, and cleans up. It makes the folder, starts nginx as its child, and reads a pipe whose other end is ours alone.
/// A line on it is an order; its end, which also kill -9 brings about, means: end nginx, remove the folder.
/// </summary>
/// <remarks>Three pipes carry all: orders on its standard input; its own words, and at last its end, on standard error;
/// what nginx writes on standard output. No process ID is kept here, so none can be mistaken for another's.</remarks>
internal sealed class GuardedNginx : NginxProcess
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    private readonly Process _launcher;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _outputEnds;
    private readonly Task _guardEnds;

    private GuardedNginx(Process launcher, NginxProgram program, string folder)
        : base(program, folder)
    {
        _launcher = launcher;
        _outputEnds = KeepOutputAsync();
        _guardEnds = ListenToGuardAsync();
    }

    public override Task<string> Ended => _ended.Task;

    public override string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static async Task<GuardedNginx> PrepareAsync(NginxProgram program, string folder, bool keepFiles, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var process = new GuardedNginx(
            GuardShell.Start("Labs/Nginx/guard.sh", [folder, keepFiles ? "keep" : "", program.Path, .. Arguments(program, folder)]), program, folder);
        try
        {
            await process._ready.Task.WaitAsync(deadline, cancellationToken);
            return process;
        }
        catch (Exception e)
        {
            await process.DisposeAsync();
            if (e is TimeoutException)
                throw new LabException($"The folder {folder} could not be made.", process.Output, "Is there room in the temporary folder, and may you write to it?", e);
            throw;
        }
    }

    public override async Task<string?> StartAsync(int port, CancellationToken cancellationToken)
    {
        await OrderAsync("start");
        return null;
    }

    public override Task ReloadAsync() => OrderAsync("reload");

    public override async ValueTask DisposeAsync()
    {
        try
        {
            _launcher.StandardInput.Close();
        }
        catch (IOException)
        {
            // An order that the guard did not live to read.
        }

        await _guardEnds;
        // A worker whose master was killed, and that could not be found, would hold it open for ever.
        await Task.WhenAny(_outputEnds, Task.Delay(_grace));
        _launcher.Dispose();
    }

    private async Task OrderAsync(string order)
    {
        try
        {
            await _launcher.StandardInput.WriteLineAsync(order);
            await _launcher.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // The guard is gone, and Ended says so.
        }
    }

    private async Task KeepOutputAsync()
    {
        while (await _launcher.StandardOutput.ReadLineAsync() is { } line)
            Keep(line);
    }

    private async Task ListenToGuardAsync()
    {
        while (await _launcher.StandardError.ReadLineAsync() is { } line)
        {
            if (line == "ready")
                _ready.TrySetResult();
            else if (line.StartsWith("nginx ended", StringComparison.Ordinal))
                _ended.TrySetResult(line);
            else
                Keep(line);
        }

        _ended.TrySetResult("The guard of nginx was ended, and nginx with it.");
        _ready.TrySetException(new LabException($"The folder {Folder} could not be made.", Output, "Is there room in the temporary folder, and may you write to it?"));
    }

    private void Keep(string line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
