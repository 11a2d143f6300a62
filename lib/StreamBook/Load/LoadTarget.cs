namespace StreamBook.Load;

/// <summary>The server that a load is put on.</summary>
/// <param name="Url">Where it listens.</param>
/// <param name="IsPublished">Whether it is in a container, and a proxy of the engine stands between (<see cref="PublishedPort"/>).</param>
/// <param name="GetFreshUsageAsync">Lets it begin anew as far as it can, and reads what it uses then.</param>
/// <param name="GetUsageAsync">Reads what it has used so far, its garbage removed first if told.</param>
internal sealed record LoadTarget(
    Uri Url, bool IsPublished, Func<CancellationToken, Task<ServerUsage>> GetFreshUsageAsync, Func<bool, CancellationToken, Task<ServerUsage>> GetUsageAsync);
