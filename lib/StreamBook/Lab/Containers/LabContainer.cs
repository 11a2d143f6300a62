namespace StreamBook;

/// <summary>A container of the lab that runs, or has run.</summary>
internal sealed class LabContainer : ILabProcess
{
    private readonly IContainerEngine _engine;
    private readonly ContainerRun _run;
    private readonly Func<string, Task> _remove;
    private readonly KeptLines _lines;

    private LabContainer(IContainerEngine engine, ContainerRun run, string id, Func<string, Task> remove, Action<string>? output, Action<string>? error)
    {
        (_engine, _run, Id, _remove) = (engine, run, id, remove);
        _lines = new(run.Name);
        Ended = FollowAsync(output, error);
    }

    public string Id { get; }

    /// <summary>Completes once it has ended by itself or by somebody else's hand, with a sentence that says how.</summary>
    public Task<string> Ended { get; }

    public string Output => _lines.ToString();

    /// <summary>Runs a container.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="run">What.</param>
    /// <param name="remove">Removes it, by its ID.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="output">Gets the lines of its standard output, beside <see cref="Output"/>.</param>
    /// <param name="error">Gets the lines of its standard error, beside <see cref="Output"/>.</param>
    public static async Task<LabContainer> RunAsync(
        IContainerEngine engine, ContainerRun run, Func<string, Task> remove, CancellationToken cancellationToken, Action<string>? output = null, Action<string>? error = null) =>
        new(engine, run, await engine.RunAsync(run, cancellationToken), remove, output, error);

    public Task<string> WaitForLineAsync(Func<string, bool> matches, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        _lines.WaitForAsync(matches, Ended, deadline, cancellationToken);

    /// <summary>Where its port is on this machine.</summary>
    /// <exception cref="LabException">It has ended.</exception>
    public async Task<Uri> GetUrlAsync(CancellationToken cancellationToken) =>
        (await _engine.InspectAsync(Id, cancellationToken)).HostPort is { } port
            ? new($"http://127.0.0.1:{port}/")
            : throw new LabException($"The container {_run.Name} ended before it was ready.", $"{await Ended}\n{Output}", "Its output says why; if it does not, start it by hand.");

    public async ValueTask DisposeAsync() => await _remove(Id);

    private async Task<string> FollowAsync(Action<string>? output, Action<string>? error)
    {
        try
        {
            var exitCode = await _engine.FollowAsync(Id, line => Take(line, output), line => Take(line, error));
            return $"The container {_run.Name} ended with exit code {exitCode}.";
        }
        catch (LabException e)
        {
            return $"The container {_run.Name} was lost: {e.Attempt}\n{e.Observation}";
        }
    }

    private void Take(string line, Action<string>? further)
    {
        _lines.Add(line);
        further?.Invoke(line);
    }
}
