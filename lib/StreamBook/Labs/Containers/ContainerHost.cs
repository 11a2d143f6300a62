using System.Collections.Immutable;
using System.Security.Cryptography;
using StreamBook.Labs.Nginx;
using StreamBook.Nginx;

namespace StreamBook.Labs.Containers;

/// <summary>Servers as containers on a network of their own, which bears the name of the lab as they do.</summary>
internal sealed class ContainerHost : IServerHost
{
    /// <summary>The port on which every server listens in its container.</summary>
    public const int Port = 8080;

    /// <summary>The folder below which nginx writes in its container.</summary>
    public const string NginxFolder = "/lab";

    /// <summary>The label that names the lab.</summary>
    public const string LabLabel = "streambook.lab";

    /// <summary>The label that names the process that opened the lab.</summary>
    public const string OpenerLabel = "streambook.opener";

    // A limit, not a reservation: thousands of open connections take some of it, and the buffers of the system count too.
    private const long BackendByteCount = 512 << 20;

    // Docker 20.10 was seen to lock itself up, for good, while containers of one network were removed at once.
    private static readonly SemaphoreSlim _oneRemoval = new(1);

    private readonly TaskCompletionSource _backendRuns = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ImmutableDictionary<string, string> _labels;
    private readonly ContainerGuard? _guard;
    private string _backendImage = "";
    private ImmutableDictionary<string, (string Image, NginxBuild Build)> _nginxImages = [];

    private ContainerHost(IContainerEngine engine, string reason)
    {
        Engine = engine;
        Reason = $"{reason}{engine.Name}";
        _labels = ImmutableDictionary<string, string>.Empty.Add(LabLabel, Id).Add(OpenerLabel, LabOpener.Current.ToString());
        _guard = ContainerGuard.TryStart(engine, $"{LabLabel}={Id}");
    }

    public LabHost Kind => LabHost.Containers;

    public string Reason { get; }

    public Task<Uri> BackendUrl { get; } = Task.FromResult(new Uri($"http://backend:{Port}/"));

    /// <summary>Completes once the name of the backend leads to it.</summary>
    public Task BackendRuns => _backendRuns.Task;

    /// <summary>The name of the network, the beginning of the containers' names, and the value of their label.</summary>
    public string Id { get; } = NewId();

    public IContainerEngine Engine { get; }

    /// <summary>A value for <see cref="LabLabel"/> that nobody else has.</summary>
    public static string NewId() => $"streambook-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>Finds the images, and creates the network.</summary>
    /// <param name="engine">Where; it is disposed with the host, or when there is none.</param>
    /// <param name="options">Which versions of nginx, and who hears of a build.</param>
    /// <param name="reason">Why containers: the beginning of <see cref="Reason"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">An image cannot be built, or the engine does not do what it is asked for.</exception>
    public static Task<ContainerHost> StartAsync(IContainerEngine engine, LabOptions options, string reason, CancellationToken cancellationToken) =>
        OpenAsync(new ContainerHost(engine, reason), host => host.FindImagesAsync(options, cancellationToken), cancellationToken);

    /// <summary>Creates a network on the engine of this machine for containers of other images: there is no nginx and no backend.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is no engine, or it does not do what it is asked for.</exception>
    public static async Task<ContainerHost> OpenAsync(CancellationToken cancellationToken) =>
        await OpenAsync(new(await FindEngineAsync(ServerHosts.Answer, cancellationToken), ""), _ => Task.CompletedTask, cancellationToken);

    public async Task<BackendServer> StartBackendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var container = await LabContainer.RunAsync(this, Setup("backend", _backendImage) with { MemoryByteCount = BackendByteCount }, cancellationToken);
            _backendRuns.SetResult();
            return await BackendServer.WhenReadyAsync(container, _ => container.GetUrlAsync(cancellationToken), await BackendUrl, cancellationToken);
        }
        catch (Exception e)
        {
            _backendRuns.TrySetException(e);
            throw;
        }
    }

    public Task<NginxInstance> PrepareNginxAsync(string name, string? version, LabOptions options, CancellationToken cancellationToken)
    {
        var (image, build) = _nginxImages[version ?? ""];
        var setup = Setup(name.Replace(' ', '-'), image) with { Folder = NginxFolder };
        return Task.FromResult<NginxInstance>(new NginxContainer(this, build, setup, options.KeepFiles));
    }

    /// <summary>A container of this lab, found by its name on the network, with <see cref="Port"/> on a free port of this machine.</summary>
    public ContainerSetup Setup(string name, string image) => new($"{Id}-{name}", image, _labels) { Network = (Id, name), Port = Port };

    /// <summary>Ends and removes one container. If the engine does not let us, it is left to <see cref="DisposeAsync"/>, and then to the guard.</summary>
    public async Task RemoveAsync(string container)
    {
        try
        {
            await RemoveOneAsync(Engine, new(container, IsNetwork: false, IsRunning: true, _labels));
        }
        catch (LabException)
        {
        }
    }

    /// <summary>Removes all that is left of the lab.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await RemoveAsync(Engine, await Engine.ListAsync($"{LabLabel}={Id}"));
            _guard?.Release();
        }
        catch (LabException)
        {
            // The engine is gone. The guard waits for it and removes what is left then.
        }
        finally
        {
            _guard?.Dispose();
            Engine.Dispose();
        }
    }

    private static async Task<ContainerHost> OpenAsync(ContainerHost host, Func<ContainerHost, Task> prepare, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                RemoveLeftoversAsync(host.Engine, cancellationToken),
                host.Engine.CreateNetworkAsync(host.Id, host._labels, cancellationToken),
                prepare(host));
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private async Task FindImagesAsync(LabOptions options, CancellationToken cancellationToken)
    {
        var backend = LabImages.BackendAsync(Engine, options.Progress, cancellationToken);
        var nginx = options.NginxVersions.DefaultIfEmpty("").Distinct().ToImmutableDictionary(version => version, version =>
            LabImages.NginxAsync(Engine, version is "" ? null : version, options.Progress, cancellationToken));
        await Task.WhenAll([backend, .. nginx.Values]);
        _backendImage = await backend;
        _nginxImages = nginx.ToImmutableDictionary(found => found.Key, found => found.Value.Result);
    }

    /// <summary>Finds an engine on this machine.</summary>
    /// <param name="answerWithin">How long it may take to answer at all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is none, it is on another machine, or it does not answer in time.</exception>
    public static async Task<IContainerEngine> FindEngineAsync(TimeSpan answerWithin, CancellationToken cancellationToken)
    {
        EngineAddress.RequireThisMachine(Environment.GetEnvironmentVariable("DOCKER_HOST"), "DOCKER_HOST");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(answerWithin);
        try
        {
            return await ContainerEngines.FindAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LabException($"The container engine did not answer within {answerWithin.TotalSeconds:0} s.", e.Message, $"See `docker info`, {EngineFailure.OrProcesses}.", e);
        }
    }

    /// <summary>Removes what a crashed run left and its guard could not remove. What still has its opener is not touched.</summary>
    public static async Task RemoveLeftoversAsync(IContainerEngine engine, CancellationToken cancellationToken)
    {
        var leftovers = from thing in await engine.ListAsync(LabLabel, cancellationToken)
                        where LabOpener.Parse(thing.Labels.GetValueOrDefault(OpenerLabel)) is { } opener && opener.IsGone()
                        select thing;
        try
        {
            await RemoveAsync(engine, leftovers);
        }
        catch (LabException)
        {
            // What does not go is in nobody's way.
        }
    }

    // Containers first: a network goes only when nobody is on it.
    private static async Task RemoveAsync(IContainerEngine engine, IEnumerable<LabelledThing> things)
    {
        foreach (var group in things.GroupBy(thing => thing.IsNetwork).OrderBy(group => group.Key))
            await Task.WhenAll(group.Select(thing => RemoveOneAsync(engine, thing)));
    }

    private static async Task RemoveOneAsync(IContainerEngine engine, LabelledThing thing)
    {
        await _oneRemoval.WaitAsync();
        try
        {
            await engine.RemoveAsync(thing);
        }
        finally
        {
            _oneRemoval.Release();
        }
    }
}
