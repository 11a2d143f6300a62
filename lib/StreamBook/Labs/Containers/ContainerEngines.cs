using System.Reflection;
using System.Runtime.Loader;
using StreamBook.Programs;

namespace StreamBook.Labs.Containers;

/// <summary>Finds a container engine, and the best way to talk to it: the adapter StreamBook.Docker where it was built, else the command line.</summary>
internal static class ContainerEngines
{
    private static readonly Lazy<MethodInfo?> _adapter = new(LoadAdapter);

    /// <summary>Whether StreamBook.Docker was built.</summary>
    public static bool HasAdapter => _adapter.Value is not null;

    /// <summary>Connects to an engine.</summary>
    /// <exception cref="LabException">None answers; the message has the reason of the last that was asked.</exception>
    public static async Task<IContainerEngine> FindAsync(CancellationToken cancellationToken = default)
    {
        if (HasAdapter)
        {
            try
            {
                return await ConnectAdapterAsync(cancellationToken);
            }
            catch (LabException)
            {
                // The command line knows more ways to an engine than its usual socket.
            }
        }

        return FindCommand() is { } command
            ? await DockerCommandEngine.ConnectAsync(command, cancellationToken)
            : throw new LabException("There is no container engine.", "Neither docker nor podman is on PATH.", $"Install Docker or Podman ({InstallCommand.Engine}), {EngineFailure.OrProcesses}.");
    }

    /// <summary>Connects through StreamBook.Docker, which must have been built.</summary>
    /// <exception cref="LabException">No engine answers.</exception>
    public static Task<IContainerEngine> ConnectAdapterAsync(CancellationToken cancellationToken = default) =>
        (Task<IContainerEngine>)_adapter.Value!.Invoke(null, [cancellationToken])!;

    /// <summary>The full path of docker, or else podman; null when there is neither.</summary>
    public static string? FindCommand()
    {
        var extension = OperatingSystem.IsWindows() ? ".exe" : "";
        return NginxProgram.OnPath("docker" + extension) ?? NginxProgram.OnPath("podman" + extension);
    }

    private static MethodInfo? LoadAdapter() => BuiltProject.Find("StreamBook.Docker") is { } path
        ? new AdapterContext(path).LoadFromAssemblyPath(path)
            .GetType("StreamBook.Docker.DockerDotNetEngine", throwOnError: true)!
            .GetMethod("ConnectAsync", BindingFlags.Public | BindingFlags.Static)
        : null;

    // With what it brings along, but with this very library: another copy would have an IContainerEngine of its own.
    private sealed class AdapterContext(string path) : AssemblyLoadContext("StreamBook.Docker")
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == typeof(IContainerEngine).Assembly.GetName().Name ? typeof(IContainerEngine).Assembly
            : _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found)
            : null;
    }
}
