using System.Diagnostics;

namespace StreamBook.Labs.Containers;

/// <summary>The process that opened a lab, so described that it is not taken for a later one with the same ID.</summary>
/// <param name="Machine">The machine since its last start.</param>
/// <param name="Space">Where the process ID is meant; process IDs of another space tell us nothing.</param>
/// <param name="ProcessId">Its ID.</param>
/// <param name="Started">When it started, on the machine's own scale.</param>
internal sealed record LabOpener(string Machine, string Space, int ProcessId, long Started)
{
    /// <summary>This process.</summary>
    public static LabOpener Current { get; } = new(ThisMachine(), ThisSpace(), Environment.ProcessId, StartOf(Environment.ProcessId)!.Value);

    /// <summary>Reads what <see cref="ToString"/> writes; null when it is something else.</summary>
    public static LabOpener? Parse(string? text) =>
        text?.Split('/') is [var machine, var space, var id, var started] && int.TryParse(id, out var processId) && long.TryParse(started, out var start)
            ? new(machine, space, processId, start)
            : null;

    /// <summary>Whether the process is certainly gone.</summary>
    public bool IsGone() =>
        // The engine is on this machine, so what another start of it left has nobody any more.
        Machine != Current.Machine
        || (Space == Current.Space && StartOf(ProcessId) != Started);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Machine}/{Space}/{ProcessId}/{Started}");

    private static string ThisMachine() =>
        OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : Environment.MachineName;

    private static string ThisSpace() =>
        OperatingSystem.IsLinux() ? File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "" : "";

    // On Linux in ticks since the machine started (field 22 in proc_pid_stat(5)), which no change of the clock moves.
    private static long? StartOf(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var status = File.ReadAllText($"/proc/{processId}/stat");
                return long.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[19], null);
            }

            using var process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
