using StreamBook.Programs;

namespace StreamBook.Labs.Containers;

/// <summary>A container of the lab that runs, or has run.</summary>
internal sealed class LabContainer : ILabProcess
{
    private readonly ContainerHost _host;
    private readonly string _name;
    private readonly KeptLines _lines;

    private LabContainer(ContainerHost host, string name, string id, Action<string>? output, Action<string>? error)
    {
        (_host, _name, Id) = (host, name, id);
        _lines = new(name);
        Ended = FollowAsync(output, error);
    }

    public string Id { get; }

    /// <summary>Completes once it has ended by itself or by somebody else's hand, with a sentence that says how.</summary>
    public Task<string> Ended { get; }

    public string Output => _lines.ToString();

    /// <summary>Runs a container.</summary>
    /// <param name="host">The lab that it belongs to.</param>
    /// <param name="setup">What.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="prepare">What must be done between creating and starting it, given its ID.</param>
    /// <param name="output">Gets the lines of its standard output, beside <see cref="Output"/>.</param>
    /// <param name="error">Gets the lines of its standard error, beside <see cref="Output"/>.</param>
    public static async Task<LabContainer> RunAsync(
        ContainerHost host, ContainerSetup setup, CancellationToken cancellationToken,
        Func<string, Task>? prepare = null, Action<string>? output = null, Action<string>? error = null)
    {
        var id = await host.Engine.CreateContainerAsync(setup, cancellationToken);
        try
        {
            await (prepare?.Invoke(id) ?? Task.CompletedTask);
            await host.Engine.StartAsync(id, cancellationToken);
            return new(host, setup.Name, id, output, error);
        }
        catch
        {
            await host.RemoveAsync(id);
            throw;
        }
    }

    /// <summary>Starts it again once it has ended, with the files that it has written.</summary>
    /// <returns>The container as it runs now; what it wrote before is in its output again.</returns>
    public async Task<LabContainer> StartAgainAsync(CancellationToken cancellationToken)
    {
        await _host.Engine.StartAsync(Id, cancellationToken);
        return new(_host, _name, Id, null, null);
    }

    public Task<string> WaitForLineAsync(Func<string, bool> matches, TimeSpan deadline, CancellationToken cancellationToken = default) =>
        _lines.WaitForAsync(matches, Ended, deadline, cancellationToken);

    /// <summary>Where its port is on this machine.</summary>
    /// <exception cref="LabException">It has ended.</exception>
    public async Task<Uri> GetUrlAsync(CancellationToken cancellationToken) =>
        (await _host.Engine.InspectAsync(Id, cancellationToken)).HostPort is { } port
            ? new($"http://127.0.0.1:{port}/")
            : throw new LabException($"The container {_name} ended before it was ready.", $"{await Ended}\n{Output}", "Its output says why; if it does not, start it by hand.");

    public async ValueTask DisposeAsync() => await _host.RemoveAsync(Id);

    private async Task<string> FollowAsync(Action<string>? output, Action<string>? error)
    {
        try
        {
            var exitCode = await _host.Engine.FollowAsync(Id, line => Take(line, output), line => Take(line, error));
            return $"The container {_name} ended with exit code {exitCode}.";
        }
        catch (LabException e)
        {
            return $"The container {_name} was lost: {e.Attempt}\n{e.Observation}";
        }
    }

    private void Take(string line, Action<string>? further)
    {
        _lines.Add(line);
        further?.Invoke(line);
    }
}
