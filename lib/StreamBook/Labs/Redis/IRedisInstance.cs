namespace StreamBook.Labs.Redis;

/// <summary>What one Redis runs in: a process under a guard, or a container. Its folder outlives its death, and goes when it is disposed.</summary>
internal interface IRedisInstance : IAsyncDisposable
{
    /// <summary>What it has written, the last 1,000 lines.</summary>
    string Output { get; }

    /// <summary>Starts it, after killing the one that runs. It may not answer yet.</summary>
    /// <exception cref="LabException">It could not be started; or it was disposed.</exception>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Kills it; without one that runs nothing happens.</summary>
    /// <exception cref="LabException">It was disposed.</exception>
    Task KillAsync();
}
