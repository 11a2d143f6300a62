using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;
using StreamBook.Labs.Containers;

using ContainerState = StreamBook.Labs.Containers.ContainerState;

namespace StreamBook.Docker;

/// <summary>A container engine through its API, by Docker.DotNet.</summary>
internal sealed class DockerDotNetEngine : IContainerEngine
{
    private static readonly string[] _schemes = ["unix", "npipe", "tcp", "http", "https"];

    private readonly DockerClientConfiguration _configuration;
    private readonly DockerClient _client;

    private DockerDotNetEngine(Uri? address)
    {
        var timeout = Timeout.InfiniteTimeSpan;
        _configuration = address is null ? new(defaultTimeout: timeout) : new(address, defaultTimeout: timeout);
        _client = _configuration.CreateClient();
    }

    public string Name { get; private set; } = "";

    /// <summary>Asks the engine at <c>DOCKER_HOST</c>, or at the usual socket, for its version. The library calls this by its name.</summary>
    /// <exception cref="LabException">It does not answer, or Docker.DotNet knows no way there.</exception>
    public static async Task<IContainerEngine> ConnectAsync(CancellationToken cancellationToken)
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST");
        Uri? address = null;
        if (!string.IsNullOrEmpty(host) && (!Uri.TryCreate(host, UriKind.Absolute, out address) || !_schemes.Contains(address.Scheme)))
            throw new LabException("Docker.DotNet knows no way to the engine.", $"DOCKER_HOST is {host}.", "Use the docker command line.");
        var engine = new DockerDotNetEngine(address);
        try
        {
            var answer = await TryAsync("docker does not answer.", () => engine._client.System.GetVersionAsync(cancellationToken));
            engine.Name = $"docker {answer.Version} (Docker.DotNet)";
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyDictionary<string, string>?> FindImageAsync(string image, CancellationToken cancellationToken = default)
    {
        try
        {
            var found = await TryAsync($"The image {image} could not be looked up.", () => _client.Images.InspectImageAsync(image, cancellationToken));
            return Labels(found.Config?.Labels);
        }
        catch (LabException e) when (e.InnerException is DockerImageNotFoundException)
        {
            return null;
        }
    }

    public async Task BuildImageAsync(ImageBuild build, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var attempt = $"The image {build.Tag} could not be built on {build.Base}.";
        var log = new BuildLog(progress);
        var parameters = new ImageBuildParameters
        {
            Tags = [build.Tag],
            BuildArgs = new Dictionary<string, string> { ["BASE"] = build.Base },
            Labels = Labels(build.Labels),
            Remove = true,
            ForceRemove = true,
        };
        var context = new MemoryStream(ContainerArchive.Write(build.Context).ToArray());
        await TryAsync(attempt, () => _client.Images.BuildImageFromDockerfileAsync(parameters, context, [], new Dictionary<string, string>(), log, cancellationToken));
        if (log.HasFailed)
            throw EngineFailure.From(attempt, log.ToString());
    }

    public Task CreateNetworkAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken = default) =>
        OrderAsync($"The network {name} could not be created.", () => _client.Networks.CreateNetworkAsync(new() { Name = name, Labels = Labels(labels) }), cancellationToken);

    public async Task<string> CreateContainerAsync(ContainerSetup setup, CancellationToken cancellationToken = default)
    {
        var created = await OrderAsync($"The container {setup.Name} could not be created from {setup.Image}.", () =>
            _client.Containers.CreateContainerAsync(ContainerParameters.Of(setup)), cancellationToken);
        return created.ID;
    }

    public Task StartAsync(string container, CancellationToken cancellationToken = default) =>
        OrderAsync($"The container {container} could not be started.", () => _client.Containers.StartContainerAsync(container, new()), cancellationToken);

    public Task CopyInAsync(string container, string folder, IEnumerable<ContainerFile> files, CancellationToken cancellationToken = default) =>
        TryAsync($"No file could be copied into {folder} of the container {container}.", () => _client.Containers.ExtractArchiveToContainerAsync(
            container, new() { Path = folder }, new MemoryStream(ContainerArchive.Write(files).ToArray()), cancellationToken));

    public async Task<(int ExitCode, string Output)> ExecuteAsync(string container, IEnumerable<string> command, CancellationToken cancellationToken = default) =>
        await TryAsync($"{command.First()} could not be run in the container {container}.", async () =>
        {
            var parameters = new ContainerExecCreateParameters { Cmd = [.. command], AttachStdout = true, AttachStderr = true };
            var exec = await _client.Exec.ExecCreateContainerAsync(container, parameters, cancellationToken);
            using var stream = await _client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, cancellationToken);
            var (output, error) = await stream.ReadOutputToEndAsync(cancellationToken);
            var ended = await _client.Exec.InspectContainerExecAsync(exec.ID, cancellationToken);
            return ((int)ended.ExitCode, output + error);
        });

    public Task SignalAsync(string container, string signal, CancellationToken cancellationToken = default) =>
        TryAsync($"The signal {signal} could not be sent to the container {container}.", () =>
            _client.Containers.KillContainerAsync(container, new() { Signal = signal }, cancellationToken));

    public async Task<int> FollowAsync(string container, Action<string> output, Action<string> error, CancellationToken cancellationToken = default)
    {
        var parameters = new ContainerLogsParameters { Follow = true, ShowStdout = true, ShowStderr = true };
        var (outputLines, errorLines) = (new LogLines(output), new LogLines(error));
        var buffer = new byte[4096];
        try
        {
            using var stream = await _client.Containers.GetContainerLogsAsync(container, tty: false, parameters, cancellationToken);
            while (await stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken) is { EOF: false } read)
                (read.Target == MultiplexedStream.TargetStream.StandardError ? errorLines : outputLines).Add(buffer.AsSpan(0, read.Count));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException or DockerApiException)
        {
            // The engine went away, or the container did; which of them shows below.
        }

        outputLines.Complete();
        errorLines.Complete();

        // The log ends shortly before the container is seen as ended.
        var ended = await TryAsync($"The container {container} could not be followed to its end.", () => _client.Containers.WaitContainerAsync(container, cancellationToken));
        return (int)ended.StatusCode;
    }

    public async Task<ContainerState> InspectAsync(string container, CancellationToken cancellationToken = default)
    {
        var found = await TryAsync($"The container {container} could not be looked up.", () => _client.Containers.InspectContainerAsync(container, cancellationToken));
        var published = from bindings in found.NetworkSettings.Ports?.Values ?? []
                        from binding in bindings ?? []
                        select (int?)int.Parse(binding.HostPort, CultureInfo.InvariantCulture);
        return new(found.State.Running, published.FirstOrDefault());
    }

    public async Task<ImmutableArray<LabelledThing>> ListAsync(string label, CancellationToken cancellationToken = default)
    {
        var attempt = $"What is labelled {label} could not be listed.";
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [label] = true } };
        var containers = await TryAsync(attempt, () => _client.Containers.ListContainersAsync(new() { All = true, Filters = filters }, cancellationToken));
        var networks = await TryAsync(attempt, () => _client.Networks.ListNetworksAsync(new() { Filters = filters }, cancellationToken));
        return
        [
            .. containers.Select(found => new LabelledThing(found.ID, IsNetwork: false, found.State == "running", Labels(found.Labels))),
            .. networks.Select(found => new LabelledThing(found.Name, IsNetwork: true, IsRunning: true, Labels(found.Labels))),
        ];
    }

    public async Task RemoveAsync(LabelledThing thing, CancellationToken cancellationToken = default)
    {
        try
        {
            await TryAsync($"The {(thing.IsNetwork ? "network" : "container")} {thing.Id} could not be removed.", () => thing.IsNetwork
                ? _client.Networks.DeleteNetworkAsync(thing.Id, cancellationToken)
                : _client.Containers.RemoveContainerAsync(thing.Id, new() { Force = true, RemoveVolumes = true }, cancellationToken));
        }
        catch (LabException e) when (e.InnerException is DockerApiException { StatusCode: System.Net.HttpStatusCode.NotFound }
            || e.Observation.Contains("already in progress", StringComparison.Ordinal))
        {
            // Somebody else removed it, the guard for one.
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _configuration.Dispose();
    }

    private static Dictionary<string, string> Labels(IEnumerable<KeyValuePair<string, string>>? labels) => new(labels ?? []);

    // Once begun it is carried out: the engine goes on with a request that was given up, and what it then makes would be nobody's.
    private static async Task<T> OrderAsync<T>(string attempt, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await TryAsync(attempt, call);
        cancellationToken.ThrowIfCancellationRequested();
        return answer;
    }

    private static Task<bool> TryAsync(string attempt, Func<Task> call) => TryAsync(attempt, async () =>
    {
        await call();
        return true;
    });

    private static async Task<T> TryAsync<T>(string attempt, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (DockerApiException e)
        {
            throw EngineFailure.From(attempt, Message(e.ResponseBody), e);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or TimeoutException)
        {
            var cause = e as SocketException ?? e.InnerException as SocketException;
            throw EngineFailure.From(attempt, cause?.SocketErrorCode == SocketError.AccessDenied
                ? $"permission denied while trying to connect to the engine: {cause.Message}"
                : $"Cannot connect to the Docker daemon: {cause?.Message ?? e.Message}", e);
        }
    }

    // {"message":"…"}
    private static string Message(string body)
    {
        try
        {
            return JsonElement.Parse(body).GetProperty("message").GetString()!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return body;
        }
    }
}
