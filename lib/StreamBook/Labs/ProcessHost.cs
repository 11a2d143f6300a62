using StreamBook.Labs.Nginx;

namespace StreamBook.Labs;

/// <summary>Servers as processes of the user.</summary>
internal sealed class ProcessHost(string reason) : IServerHost
{
    private readonly TaskCompletionSource<Uri> _backendUrl = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LabHost Kind => LabHost.Processes;

    public string Reason => reason;

    public Task<Uri> BackendUrl => _backendUrl.Task;

    public async Task<BackendServer> StartBackendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var backend = await BackendServer.StartAsync(cancellationToken);
            _backendUrl.SetResult(backend.Url);
            return backend;
        }
        catch (Exception e)
        {
            _backendUrl.SetException(e);
            throw;
        }
    }

    public async Task<NginxInstance> PrepareNginxAsync(string name, string? version, LabOptions options, CancellationToken cancellationToken)
    {
        var program = await NginxProgram.FindAsync(cancellationToken);
        return version is null || $"{program.Version}.".StartsWith($"{version}.", StringComparison.Ordinal)
            ? await NginxProcess.PrepareAsync(program, options, cancellationToken)
            : throw new LabException(
                $"There is no nginx {version} here.",
                $"{program.Path} is nginx {program.Version}. The lab runs as processes ({reason}).",
                "Leave out the version (--nginx, LabOptions.NginxVersions), or run the lab in containers (--host containers, LabHost.Containers).");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
