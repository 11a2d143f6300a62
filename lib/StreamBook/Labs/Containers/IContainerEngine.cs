using System.Collections.Immutable;

namespace StreamBook.Labs.Containers;

/// <summary>
/// What the lab needs from a container engine. Every call that fails throws a <see cref="LabException"/> that names the
/// reason: the engine does not run, its socket is not ours to use, an image cannot be pulled, a build failed, a port is taken.
/// Creating and starting are given up only before they begin: what they make is there when the call has ended, or never.
/// </summary>
internal interface IContainerEngine : IDisposable
{
    /// <summary>What answers, its version, and how we talk to it: <c>docker 28.2.2 (docker command)</c>.</summary>
    string Name { get; }

    /// <summary>The labels of an image that the engine has; null when it does not have it.</summary>
    Task<IReadOnlyDictionary<string, string>?> FindImageAsync(string image, CancellationToken cancellationToken = default);

    /// <summary>Builds an image; its base is pulled when the engine does not have it.</summary>
    /// <param name="build">What.</param>
    /// <param name="progress">Gets each line that the engine writes about it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task BuildImageAsync(ImageBuild build, IProgress<string>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Creates a bridge network on which containers find each other by their names.</summary>
    Task CreateNetworkAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken = default);

    /// <summary>Creates a container, which does not run yet.</summary>
    /// <returns>Its ID.</returns>
    Task<string> CreateContainerAsync(ContainerSetup setup, CancellationToken cancellationToken = default);

    /// <summary>Starts a container; its port is published from now on.</summary>
    Task StartAsync(string container, CancellationToken cancellationToken = default);

    /// <summary>Copies files into the folder that a container may write to, whether it runs or not.</summary>
    Task CopyInAsync(string container, string folder, IEnumerable<ContainerFile> files, CancellationToken cancellationToken = default);

    /// <summary>Runs a program in a running container to its end.</summary>
    /// <returns>Its exit code, and what it wrote to both outputs.</returns>
    Task<(int ExitCode, string Output)> ExecuteAsync(string container, IEnumerable<string> command, CancellationToken cancellationToken = default);

    /// <summary>Sends a signal, such as <c>HUP</c>, to the first process of a container.</summary>
    Task SignalAsync(string container, string signal, CancellationToken cancellationToken = default);

    /// <summary>Hands over each line that a container has written and writes, one at a time, and returns its exit code once it has ended.</summary>
    Task<int> FollowAsync(string container, Action<string> output, Action<string> error, CancellationToken cancellationToken = default);

    /// <summary>How a container is.</summary>
    Task<ContainerState> InspectAsync(string container, CancellationToken cancellationToken = default);

    /// <summary>The containers, running or not, and the networks that have a label, given as <c>name</c> or <c>name=value</c>.</summary>
    Task<ImmutableArray<LabelledThing>> ListAsync(string label, CancellationToken cancellationToken = default);

    /// <summary>Ends a container at once and removes it with what it wrote, or removes a network. What is gone already is no error.</summary>
    Task RemoveAsync(LabelledThing thing, CancellationToken cancellationToken = default);
}

/// <summary>An image to be built.</summary>
/// <param name="Tag">What it will be called.</param>
/// <param name="Base">The build argument BASE: the image it stands on.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Context">The files that the build sees, <c>Dockerfile</c> among them.</param>
internal sealed record ImageBuild(string Tag, string Base, ImmutableDictionary<string, string> Labels, ImmutableArray<ContainerFile> Context);

/// <summary>A file, by its name without a folder.</summary>
internal sealed record ContainerFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>
/// A container to be created. Each runs without capabilities, cannot gain privileges, sees its root read-only and a small
/// /tmp, has its standard input held open, and stays after its end until it is removed.
/// </summary>
/// <param name="Name">Its name, unique in the engine.</param>
/// <param name="Image">The image.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record ContainerSetup(string Name, string Image, ImmutableDictionary<string, string> Labels)
{
    /// <summary>Arguments after the image's entry point.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The network, and the name by which the container is found there; null for the engine's default.</summary>
    public (string Name, string Alias)? Network { get; init; }

    /// <summary>A TCP port of the container that is published on 127.0.0.1; null for none.</summary>
    public int? Port { get; init; }

    /// <summary>The port of 127.0.0.1; 0 for a free one.</summary>
    public int HostPort { get; init; }

    /// <summary>A folder that it may write to, as a volume that is removed with it; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>The memory it may use, in bytes.</summary>
    public long MemoryByteCount { get; init; } = 256 << 20;

    /// <summary>How many processes and threads it may have.</summary>
    public int ProcessCount { get; init; } = 256;
}

/// <summary>How a container is.</summary>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="HostPort">The port of 127.0.0.1 on which its port is published; null when none is.</param>
internal sealed record ContainerState(bool IsRunning, int? HostPort);

/// <summary>A container or a network.</summary>
internal sealed record LabelledThing(string Id, bool IsNetwork, bool IsRunning, IReadOnlyDictionary<string, string> Labels);
