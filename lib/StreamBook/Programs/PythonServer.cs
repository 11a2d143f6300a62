using StreamBook.Programs;

namespace StreamBook;

/// <summary>A server in Python (<see cref="PythonProgram.ServeAsync"/>). It ends when it is disposed, and when the process that started it is gone.</summary>
public sealed class PythonServer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    internal PythonServer(ChildProcess process, Uri url) => (_process, Url) = (process, url);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>What it has written to its standard output and standard error, the last 1,000 lines.</summary>
    public string Output => _process.Output;

    /// <summary>Ends it, and all that it has open.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
