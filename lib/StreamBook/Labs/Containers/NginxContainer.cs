using System.Text;
using StreamBook.Labs.Nginx;
using StreamBook.Nginx;

namespace StreamBook.Labs.Containers;

/// <summary>One nginx in a container: its configuration is copied in, its logs are the container's outputs.</summary>
internal sealed class NginxContainer(ContainerHost host, NginxBuild build, ContainerSetup setup, bool keepFiles)
    : NginxInstance(build, NewFolder())
{
    private static readonly string[] _install =
        ["/bin/sh", "-c", $"nginx -t -p {ContainerHost.NginxFolder}/ -c {CandidateFile} -e stderr && mv -f {CandidateFile} {ConfigurationFile}"];

    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    private readonly StringBuilder _accessLog = new();
    private readonly StringBuilder _errorLog = new();
    private readonly TaskCompletionSource _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LabContainer? _container;
    private ReadOnlyMemory<byte> _text;
    private bool _portIsTaken;

    public override string Prefix => ContainerHost.NginxFolder;

    public override Uri? InnerUrl { get; } = new($"http://{setup.Network!.Value.Alias}:{ContainerHost.Port}/");

    public override Task<string> Ended => _ended.Task;

    public override string Output => "";

    public override NginxTemplate Template(int port, Uri upstream) => new(Build, ContainerHost.Port, upstream, null) { InContainer = true };

    public override string Read(string fileName, Encoding? encoding = null)
    {
        var log = fileName == "access.log" ? _accessLog : _errorLog;
        lock (log)
            return log.ToString();
    }

    public override async Task<string?> InstallAsync(string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (_container is { } container)
        {
            var (exitCode, answer) = await WhileItRunsAsync(async () =>
            {
                await host.Engine.CopyInAsync(container.Id, ContainerHost.NginxFolder, [new(CandidateFile, bytes)], cancellationToken);
                return await host.Engine.ExecuteAsync(container.Id, _install, cancellationToken);
            });
            if (exitCode != 0)
                return answer;
        }

        _text = bytes;
        return null;
    }

    public override async Task<string?> StartAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            _container = await LabContainer.RunAsync(host, setup with { HostPort = port }, cancellationToken, PrepareAsync, Keep(_accessLog), Keep(_errorLog));
        }
        catch (LabException e) when (EngineFailure.IsPortTaken(e))
        {
            _portIsTaken = true;
            _ended.SetResult(e.Observation);
            return null;
        }

        _ = PassOnEndAsync(_container);
        await Task.WhenAny(_serves.Task, Ended).WaitAsync(cancellationToken);
        return !_serves.Task.IsCompleted && Read("error.log") is var log && log.Contains("[emerg]", StringComparison.Ordinal) ? log : null;

        async Task PrepareAsync(string id)
        {
            await host.Engine.CopyInAsync(id, ContainerHost.NginxFolder, [new(ConfigurationFile, _text)], cancellationToken);
            // nginx looks up the names in its configuration once, when it starts.
            await host.BackendRuns.WaitAsync(cancellationToken);
        }
    }

    public override bool FoundPortTaken(int port) => _portIsTaken;

    public override Task ReloadAsync() => WhileItRunsAsync(async () =>
    {
        await host.Engine.SignalAsync(_container!.Id, "HUP");
        return true;
    });

    // A process may end between being listed and being read: what cat then says of it is no line of nginx.
    public override async Task<ServerUsage> ReadUsageAsync(CancellationToken cancellationToken) => ProcessUsage.OfStatLines((await WhileItRunsAsync(() =>
        host.Engine.ExecuteAsync(_container!.Id, ["/bin/sh", "-c", ProcessUsage.ReadStatLines], cancellationToken))).Output);

    public override async ValueTask DisposeAsync()
    {
        if (_container is null)
            return;
        await _container.DisposeAsync();
        if (!keepFiles)
            return;
        Directory.CreateDirectory(Folder);
        await File.WriteAllBytesAsync(Path.Combine(Folder, ConfigurationFile), _text);
        await File.WriteAllTextAsync(Path.Combine(Folder, "access.log"), Read("access.log"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "error.log"), Read("error.log"));
    }

    // What the engine answers for a container that has just ended does not tell how it did.
    private async Task<T> WhileItRunsAsync<T>(Func<Task<T>> order)
    {
        try
        {
            return await order();
        }
        catch (LabException e)
        {
            if (await Task.WhenAny(Ended, Task.Delay(_grace)) != Ended)
                throw;
            var log = string.Join('\n', Read("error.log").TrimEnd().Split('\n').TakeLast(5));
            throw new LabException($"nginx {Build.Version} is not there any more.", $"{await Ended}\nerror.log: {log}", "Open a new lab.", e);
        }
    }

    private async Task PassOnEndAsync(LabContainer container) => _ended.TrySetResult(await container.Ended);

    private Action<string> Keep(StringBuilder log) => line =>
    {
        lock (log)
            log.Append(line).Append('\n');
        if (line.Contains("start worker process ", StringComparison.Ordinal))
            _serves.TrySetResult();
    };
}
