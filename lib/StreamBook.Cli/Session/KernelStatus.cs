namespace StreamBook.Cli.Session;

/// <summary>The kernel of a session as a person wants to know it.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Number">How many kernels the session has started; what an earlier one made is gone.</param>
/// <param name="Reason">Why the last one ended, where that was not asked for or lost something.</param>
internal sealed record KernelStatus(KernelPhase Phase, int Number, string? Reason = null);

internal enum KernelPhase
{
    /// <summary>There is none; the next run starts one.</summary>
    None,
    Starting,
    Idle,
    Busy,
    Stopping,
}
