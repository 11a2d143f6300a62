using System.Diagnostics;
using StreamBook.Programs;

namespace StreamBook.Labs.Containers;

/// <summary>
/// A shell that outlives us however we end, and then removes the containers and networks of our lab. It reads a pipe
/// whose other end is ours alone: a line on it says that we have removed them ourselves, its end that we are gone.
/// </summary>
internal sealed class ContainerGuard : IDisposable
{
    private readonly Process _launcher;

    private ContainerGuard(Process launcher) => _launcher = launcher;

    /// <summary>Starts a guard; null where there is no shell or no command line of an engine for it. What is left then is removed at the next start of a lab.</summary>
    /// <param name="engine">The engine of the lab.</param>
    /// <param name="label">The label of the lab, <c>name=value</c>.</param>
    public static ContainerGuard? TryStart(IContainerEngine engine, string label) =>
        !OperatingSystem.IsWindows() && ((engine as DockerCommandEngine)?.Path ?? ContainerEngines.FindCommand()) is { } command
            ? new(GuardShell.Start("Labs/Containers/guard.sh", command, label))
            : null;

    /// <summary>Tells the guard that nothing is left for it to do.</summary>
    public void Release()
    {
        try
        {
            _launcher.StandardInput.WriteLine("done");
        }
        catch (IOException)
        {
            // Somebody ended the guard.
        }
    }

    /// <summary>Lets go of the guard: it ends, after removing what is left unless it was released.</summary>
    public void Dispose()
    {
        try
        {
            _launcher.StandardInput.Close();
        }
        catch (IOException)
        {
            // Somebody ended the guard.
        }

        _launcher.Dispose();
    }
}
