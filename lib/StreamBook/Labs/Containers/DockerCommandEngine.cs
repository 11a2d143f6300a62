using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace StreamBook.Labs.Containers;

/// <summary>A container engine through its command line: docker, or podman where it understands the same.</summary>
internal sealed class DockerCommandEngine : IContainerEngine
{
    private readonly EngineCommand _command;

    private DockerCommandEngine(EngineCommand command, string path, string name)
    {
        _command = command;
        Path = path;
        Name = name;
    }

    public string Name { get; }

    /// <summary>The full path of the program.</summary>
    public string Path { get; }

    /// <summary>Asks the engine behind a program for its version.</summary>
    /// <exception cref="LabException">It does not answer.</exception>
    public static async Task<DockerCommandEngine> ConnectAsync(string path, CancellationToken cancellationToken = default)
    {
        var command = new EngineCommand(path);
        // docker also knows its engine by the name of a context; podman, which knows none, then fails.
        var (_, address, _) = await command.RunAsync(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], null, cancellationToken);
        EngineAddress.RequireThisMachine(address.Trim(), "The context of docker");
        var program = System.IO.Path.GetFileNameWithoutExtension(path);
        // Podman, also under the name of docker, needs no server: its own version is what counts.
        const string version = "{{if .Server}}{{.Server.Version}}{{else}}{{.Client.Version}}{{end}}";
        return new(command, path, $"{program} {await command.AskAsync($"{program} does not answer.", ["version", "--format", version], cancellationToken)} ({program} command)");
    }

    public async Task<IReadOnlyDictionary<string, string>?> FindImageAsync(string image, CancellationToken cancellationToken = default)
    {
        var (exitCode, output, error) = await _command.RunAsync(["image", "inspect", "--format", "{{json .Config.Labels}}", image], null, cancellationToken);
        return exitCode == 0 ? Labels(JsonElement.Parse(output))
            : IsMissing(error) ? null
            : throw EngineFailure.From($"The image {image} could not be looked up.", error);
    }

    public async Task BuildImageAsync(ImageBuild build, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        // A folder and no archive on standard input, which podman would take for a Dockerfile.
        var folder = Directory.CreateTempSubdirectory("streambook-build-").FullName;
        try
        {
            foreach (var file in build.Context)
                await File.WriteAllBytesAsync(System.IO.Path.Combine(folder, file.Name), file.Content, cancellationToken);
            var lines = new List<string>();
            var exitCode = await _command.FollowAsync(
                ["build", "--force-rm", "--tag", build.Tag, "--build-arg", $"BASE={build.Base}", .. Options("--label", build.Labels), folder],
                Take, Take, null, cancellationToken);
            if (exitCode != 0)
                throw EngineFailure.From($"The image {build.Tag} could not be built on {build.Base}.", string.Join('\n', lines));

            void Take(string line)
            {
                lines.Add(line);
                progress?.Report(line);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public Task CreateNetworkAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken = default) =>
        _command.OrderAsync($"The network {name} could not be created.", ["network", "create", .. Options("--label", labels), name], cancellationToken);

    public async Task<string> CreateContainerAsync(ContainerSetup setup, CancellationToken cancellationToken = default)
    {
        string[] network = setup.Network is var (name, alias) ? ["--network", name, "--network-alias", alias] : [];
        string[] port = setup.Port is { } inner ? ["--publish", $"127.0.0.1:{(setup.HostPort == 0 ? "" : setup.HostPort)}:{inner}"] : [];
        string[] folder = setup.Folder is { } path ? ["--volume", path] : [];
        return await _command.OrderAsync($"The container {setup.Name} could not be created from {setup.Image}.",
            [
                "create", "--pull", "never", "--name", setup.Name, .. Options("--label", setup.Labels), .. network, .. port, .. folder,
                "--read-only", "--tmpfs", "/tmp:size=16m", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
                "--memory", $"{setup.MemoryByteCount}", "--pids-limit", $"{setup.ProcessCount}", "--interactive", "--no-healthcheck",
                setup.Image, .. setup.Arguments,
            ], cancellationToken);
    }

    public Task StartAsync(string container, CancellationToken cancellationToken = default) =>
        _command.OrderAsync($"The container {container} could not be started.", ["start", container], cancellationToken);

    public async Task CopyInAsync(string container, string folder, IEnumerable<ContainerFile> files, CancellationToken cancellationToken = default)
    {
        var (exitCode, _, error) = await _command.RunAsync(["cp", "-", $"{container}:{folder}"], ContainerArchive.Write(files), cancellationToken);
        if (exitCode != 0)
            throw EngineFailure.From($"No file could be copied into {folder} of the container {container}.", error);
    }

    public async Task<(int ExitCode, string Output)> ExecuteAsync(string container, IEnumerable<string> command, CancellationToken cancellationToken = default)
    {
        var (exitCode, output, error) = await _command.RunAsync(["exec", container, .. command], null, cancellationToken);
        return exitCode != 0 && error.StartsWith("Error", StringComparison.Ordinal)
            ? throw EngineFailure.From($"{command.First()} could not be run in the container {container}.", error)
            : (exitCode, output + error);
    }

    public Task SignalAsync(string container, string signal, CancellationToken cancellationToken = default) =>
        _command.AskAsync($"The signal {signal} could not be sent to the container {container}.", ["kill", "--signal", signal, container], cancellationToken);

    public async Task<int> FollowAsync(string container, Action<string> output, Action<string> error, CancellationToken cancellationToken = default)
    {
        await _command.FollowAsync(["logs", "--follow", container], output, error, null, cancellationToken);
        // The log ends shortly before the container is seen as ended, and also when the engine goes away.
        var exitCode = await _command.AskAsync($"The container {container} could not be followed to its end.", ["wait", container], cancellationToken);
        return int.Parse(exitCode, CultureInfo.InvariantCulture);
    }

    public async Task<ContainerState> InspectAsync(string container, CancellationToken cancellationToken = default)
    {
        var answer = JsonElement.Parse(await _command.AskAsync(
            $"The container {container} could not be looked up.",
            ["container", "inspect", "--format", "[{{json .State.Running}},{{json .NetworkSettings.Ports}}]", container], cancellationToken));
        var published = from bindings in (answer[1].Deserialize<Dictionary<string, JsonElement[]?>>() ?? []).Values
                        from binding in bindings ?? []
                        select (int?)int.Parse(binding.GetProperty("HostPort").GetString()!, CultureInfo.InvariantCulture);
        return new(answer[0].GetBoolean(), published.FirstOrDefault());
    }

    public async Task<ImmutableArray<LabelledThing>> ListAsync(string label, CancellationToken cancellationToken = default)
    {
        var containers = await InspectAllAsync(["container", "ls", "--all"], "[{{json .ID}},{{json .Config.Labels}},{{json .State.Running}}]");
        var networks = await InspectAllAsync(["network", "ls"], "[{{json .Name}},{{json .Labels}}]");
        return
        [
            .. containers.Select(found => new LabelledThing(found[0].GetString()!, IsNetwork: false, found[2].GetBoolean(), Labels(found[1]))),
            .. networks.Select(found => new LabelledThing(found[0].GetString()!, IsNetwork: true, IsRunning: true, Labels(found[1]))),
        ];

        async Task<IEnumerable<JsonElement>> InspectAllAsync(string[] list, string format)
        {
            var ids = await _command.AskAsync($"What is labelled {label} could not be listed.", [.. list, "--quiet", "--filter", $"label={label}"], cancellationToken);
            if (ids is "")
                return [];
            // One that is removed meanwhile is missing in the answer, which is then no failure of ours.
            var (_, output, _) = await _command.RunAsync([list[0], "inspect", "--format", format, .. ids.Split('\n')], null, cancellationToken);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line));
        }
    }

    public async Task RemoveAsync(LabelledThing thing, CancellationToken cancellationToken = default)
    {
        string[] remove = thing.IsNetwork ? ["network", "rm", thing.Id] : ["rm", "--force", "--volumes", thing.Id];
        var (exitCode, _, error) = await _command.RunAsync(remove, null, cancellationToken);
        if (exitCode != 0 && !IsMissing(error) && !error.Contains("already in progress", StringComparison.Ordinal))
            throw EngineFailure.From($"The {(thing.IsNetwork ? "network" : "container")} {thing.Id} could not be removed.", error);
    }

    public void Dispose()
    {
    }

    private static IEnumerable<string> Options(string option, IReadOnlyDictionary<string, string> labels) =>
        labels.SelectMany(label => (string[])[option, $"{label.Key}={label.Value}"]);

    private static Dictionary<string, string> Labels(JsonElement answer) => answer.Deserialize<Dictionary<string, string>>() ?? [];

    private static bool IsMissing(string error) =>
        error.Contains("no such", StringComparison.OrdinalIgnoreCase) && !error.Contains("no such file", StringComparison.OrdinalIgnoreCase)
        || error.Contains("not found", StringComparison.OrdinalIgnoreCase)
        || error.Contains("image not known", StringComparison.Ordinal);
}
