using StreamBook.Labs.Containers;

namespace StreamBook.Labs.Redis;

/// <summary>One Redis in a container, which is started again after each death with the files that it kept.</summary>
/// <param name="host">A lab of containers for it alone.</param>
/// <param name="setup">The container.</param>
internal sealed class RedisContainer(ContainerHost host, ContainerSetup setup) : IRedisInstance
{
    // Tens of thousands of clients have their buffers in it.
    private const long ByteCount = 512 << 20;
    private const int Port = 6379;
    private const string Folder = "/lab";

    private LabContainer? _container;
    private bool _isDisposed;

    public string Output => _container?.Output ?? "";

    /// <summary>Makes one that is not started yet.</summary>
    /// <param name="image">Its image.</param>
    /// <param name="hostPort">The port of 127.0.0.1 at which it will be.</param>
    /// <param name="arguments">Its arguments, but for where it listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is no engine.</exception>
    public static async Task<RedisContainer> PrepareAsync(string image, int hostPort, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var host = await ContainerHost.OpenAsync(cancellationToken);
        return new(host, host.Setup("redis", image) with
        {
            Arguments = ["--bind", "0.0.0.0", "--protected-mode", "no", .. arguments],
            Port = Port,
            HostPort = hostPort,
            Folder = Folder,
            MemoryByteCount = ByteCount,
        });
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        _container = _container is null ? await LabContainer.RunAsync(host, setup, cancellationToken) : await _container.StartAgainAsync(cancellationToken);
    }

    public async Task KillAsync()
    {
        if (_isDisposed)
            throw new LabException("Redis could not be told to start or to end.", "Its container was removed.", "Was the lab closed? Add it to a lab again.");
        if (_container is not { Ended.IsCompleted: false } running)
            return;
        await host.Engine.SignalAsync(running.Id, "KILL");
        await running.Ended;
    }

    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return host.DisposeAsync();
    }
}
