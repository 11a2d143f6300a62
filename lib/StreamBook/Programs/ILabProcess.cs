namespace StreamBook.Programs;

/// <summary>A server of the lab as something that runs and writes lines: a process of the user, or a container.</summary>
internal interface ILabProcess : IAsyncDisposable
{
    /// <summary>The last 1,000 lines of standard output and standard error, as they came.</summary>
    string Output { get; }

    /// <summary>Waits for a line of output, one that is there already included, and returns it.</summary>
    /// <exception cref="LabException">It ended, or the deadline passed, without such a line.</exception>
    Task<string> WaitForLineAsync(Func<string, bool> matches, TimeSpan deadline, CancellationToken cancellationToken = default);
}
