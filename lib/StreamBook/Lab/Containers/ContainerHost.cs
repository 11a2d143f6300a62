using System.Collections.Immutable;
using System.Security.Cryptography;

namespace StreamBook;

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

    private readonly TaskCompletionSource<Uri> _backendUrl = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ImmutableDictionary<string, string> _labels;
    private readonly ImmutableDictionary<string, (string Image, NginxBuild Build)> _nginxImages;
    private readonly string _backendImage;
    private readonly ContainerGuard? _guard;

    private ContainerHost(IContainerEngine engine, string reason, string backendImage, ImmutableDictionary<string, (string Image, NginxBuild Build)> nginxImages)
    {
        Engine = engine;
        Reason = $"{reason}{engine.Name}";
        _backendImage = backendImage;
        _nginxImages = nginxImages;
        _labels = ImmutableDictionary<string, string>.Empty.Add(LabLabel, Id).Add(OpenerLabel, LabOpener.Current.ToString());
        _guard = ContainerGuard.TryStart(engine, $"{LabLabel}={Id}");
    }

    public LabHost Kind => LabHost.Containers;

    public string Reason { get; }

    public Task<Uri> BackendUrl => _backendUrl.Task;

    /// <summary>The name of the network, the beginning of the containers' names, and the value of their label.</summary>
    public string Id { get; } = $"streambook-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    public IContainerEngine Engine { get; }

    /// <summary>Finds an engine and the images, and creates the network.</summary>
    /// <param name="options">Which versions of nginx, and who hears of a build.</param>
    /// <param name="reason">Why containers: the beginning of <see cref="Reason"/>.</param>
    /// <param name="answerWithin">How long the engine may take to answer at all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is no engine, or an image cannot be built.</exception>
    public static async Task<ContainerHost> StartAsync(LabOptions options, string reason, TimeSpan answerWithin, CancellationToken cancellationToken)
    {
        var engine = await FindEngineAsync(answerWithin, cancellationToken);
        try
        {
            var leftovers = RemoveLeftoversAsync(engine, cancellationToken);
            var backend = LabImages.BackendAsync(engine, options.Progress, cancellationToken);
            var nginx = options.NginxVersions.DefaultIfEmpty("").Distinct().ToDictionary(version => version, version =>
                LabImages.NginxAsync(engine, version is "" ? null : version, options.Progress, cancellationToken));
            await Task.WhenAll([leftovers, backend, .. nginx.Values]);
            var host = new ContainerHost(engine, reason, await backend, nginx.ToImmutableDictionary(found => found.Key, found => found.Value.Result));
            try
            {
                await engine.CreateNetworkAsync(host.Id, host._labels, cancellationToken);
                return host;
            }
            catch
            {
                await host.DisposeAsync();
                throw;
            }
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    public async Task<BackendServer> StartBackendAsync(CancellationToken cancellationToken)
    {
        try
        {
            var container = await LabContainer.RunAsync(Engine, Run("backend", _backendImage), RemoveAsync, cancellationToken);
            var innerUrl = new Uri($"http://backend:{Port}/");
            _backendUrl.SetResult(innerUrl);
            return await BackendServer.WhenReadyAsync(container, async _ => await container.GetUrlAsync(cancellationToken), innerUrl, cancellationToken);
        }
        catch (Exception e)
        {
            _backendUrl.TrySetException(e);
            throw;
        }
    }

    public Task<NginxInstance> PrepareNginxAsync(string name, string? version, LabOptions options, CancellationToken cancellationToken)
    {
        var (image, build) = _nginxImages[version ?? ""];
        var run = Run(name.Replace(' ', '-'), image) with { Folder = NginxFolder };
        return Task.FromResult<NginxInstance>(new NginxContainer(this, build, run, options.KeepFiles));
    }

    /// <summary>Ends and removes one container. If the engine does not let us, it is left to <see cref="DisposeAsync"/>, and then to the guard.</summary>
    public async Task RemoveAsync(string container)
    {
        try
        {
            await Engine.RemoveAsync(new(container, IsNetwork: false, IsRunning: true, _labels));
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

        _guard?.Dispose();
        Engine.Dispose();
    }

    private static async Task<IContainerEngine> FindEngineAsync(TimeSpan answerWithin, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } address && !address.StartsWith("unix:", StringComparison.Ordinal) && !address.StartsWith("npipe:", StringComparison.Ordinal))
            throw new LabException("The container engine is on another machine.", $"DOCKER_HOST is {address}.", "Unset it, or use LabHost.Processes: the lab measures on 127.0.0.1.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(answerWithin);
        try
        {
            return await ContainerEngines.FindAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LabException($"The container engine did not answer within {answerWithin.TotalSeconds:0} s.", e.Message, "See `docker info`, or use LabHost.Processes.", e);
        }
    }

    // What a crashed run left and its guard could not remove. A lab that still has its opener is not touched.
    private static async Task RemoveLeftoversAsync(IContainerEngine engine, CancellationToken cancellationToken)
    {
        var leftovers = from thing in await engine.ListAsync(LabLabel, cancellationToken)
                        where LabOpener.Parse(thing.Labels.GetValueOrDefault(OpenerLabel)) is { } opener && opener.IsGone()
                        select thing;
        await RemoveAsync(engine, leftovers);
    }

    // Containers first: a network goes only when nobody is on it.
    private static async Task RemoveAsync(IContainerEngine engine, IEnumerable<LabelledThing> things)
    {
        foreach (var group in things.GroupBy(thing => thing.IsNetwork).OrderBy(group => group.Key))
            await Task.WhenAll(group.Select(thing => engine.RemoveAsync(thing)));
    }

    private ContainerRun Run(string name, string image) => new($"{Id}-{name}", image, _labels) { Network = (Id, name), Port = Port };
}
