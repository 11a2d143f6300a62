using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// Ends a kernel and all that it started. The embedded kernel leads a process group, so that processes whose parent
/// has ended are still found; for any other kernel the tree is ended from its root, while that is there to be asked.
/// </summary>
internal static partial class KernelStop
{
    private const int Kill = 9;

    /// <summary>How long a kernel has to close what its cells opened.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public static async Task StopAsync(Process kernel, TimeSpan grace)
    {
        var group = kernel.Id;
        if (OperatingSystem.IsWindows() || (!kernel.HasExited && GetProcessGroup(group) != group))
        {
            kernel.Kill(entireProcessTree: true);
            await kernel.WaitForExitAsync();
            return;
        }

        // At the end of its input the embedded kernel closes what its cells opened and ends.
        CloseInput(kernel);
        await EndsWithinAsync(grace, () => kernel.HasExited);
        kernel.Kill();
        await kernel.WaitForExitAsync();

        // A lab's own watcher may still be taking its processes and files away: let it finish.
        await EndsWithinAsync(grace, () => Signal(-group, 0) != 0);
        _ = Signal(-group, Kill);
    }

    /// <summary>The exit code of a kernel whose output has ended; null if the kernel itself goes on.</summary>
    public static async Task<int?> ExitCodeAsync(Process kernel) =>
        await EndsWithinAsync(Grace, () => kernel.HasExited) ? kernel.ExitCode : null;

    private static void CloseInput(Process kernel)
    {
        try
        {
            kernel.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already and could not take a last command.
        }
    }

    private static async Task<bool> EndsWithinAsync(TimeSpan grace, Func<bool> hasEnded)
    {
        for (var clock = Stopwatch.StartNew(); !hasEnded(); await Task.Delay(10))
        {
            if (clock.Elapsed > grace)
                return false;
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetProcessGroup(int processId);
}
