using StreamBook.Cli.Kernel;

namespace StreamBook.Cli.Session;

/// <summary>The kernel of a session, watched also while nothing runs.</summary>
internal sealed class SessionKernel : IAsyncDisposable
{
    private readonly KernelProcess _process;

    /// <param name="process">The kernel, ready.</param>
    /// <param name="onDeath">Called with the reason if it ends although nobody ended it.</param>
    public SessionKernel(KernelProcess process, Action<string> onDeath)
    {
        _process = process;
        _ = WatchAsync(onDeath);
    }

    public bool IsRunning => _process.IsRunning;

    public Task<CellResult> RunAsync(string code, Action<CellOutput> onOutput, CancellationToken cancellationToken) => _process.RunAsync(code, onOutput, cancellationToken);

    public Task<KernelEvent?> AskAsync(string commandType, object command, string answerType, CancellationToken cancellationToken) =>
        _process.AskAsync(commandType, command, answerType, cancellationToken);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WatchAsync(Action<string> onDeath)
    {
        if (await _process.Death is { } death)
            onDeath(death.Message);
    }
}
