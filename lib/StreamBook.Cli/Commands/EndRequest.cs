using System.Runtime.InteropServices;

namespace StreamBook.Cli.Commands;

/// <summary>
/// Ctrl-C, or a SIGTERM. The first asks a command to end, and gives it time: a kernel or an nginx needs a moment. The end
/// of that time ends the process, and so does asking again.
/// </summary>
internal sealed class EndRequest : IDisposable
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;
    private Timer? _end;

    public EndRequest() => _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    /// <summary>Cancelled by the first.</summary>
    public CancellationToken Asked => _asked.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _end?.Dispose();
        _asked.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // Asked again: the system does what it does with a process that has no say in it.
        if (_asked.IsCancellationRequested)
            return;
        context.Cancel = true;
        // As a shell has it, 128 and the number of the signal.
        _end = new(_ => Environment.Exit(context.Signal is PosixSignal.SIGTERM ? 143 : CommandLine.Interrupted), null, _grace, Timeout.InfiniteTimeSpan);
        _asked.Cancel();
    }
}
