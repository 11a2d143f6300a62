using System.Globalization;
using System.Net.Sockets;
using System.Text;
using StreamBook.Labs.Containers;
using StreamBook.Labs.Nginx;
using StreamBook.Labs.Redis;

namespace StreamBook;

/// <summary>
/// A Redis of the lab on a free port of 127.0.0.1, with a folder of its own: a process also where the lab is in containers,
/// or a container where this machine has no Redis. It ends with the lab, and when the process that opened it is killed.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int PortAttempts = 3;
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(10);

    private readonly IRedisInstance _redis;

    private RedisServer(RedisProgram program, IRedisInstance redis, bool isAppendOnly, int port) =>
        (Program, _redis, IsAppendOnly, Port) = (program, redis, isAppendOnly, port);

    /// <summary>Which server it is.</summary>
    public RedisProgram Program { get; }

    /// <summary>Whether it keeps an append-only file, which it reads when it is started again.</summary>
    public bool IsAppendOnly { get; }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Where it listens, as its clients take it, such as <c>127.0.0.1:41873</c>. Servers that are added to the lab later have it in the variable <c>REDIS</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>What it has written, the last 1,000 lines.</summary>
    public string Output => _redis.Output;

    private bool FoundPortTaken => Output.Contains("in use", StringComparison.Ordinal);

    /// <summary>Kills it as <c>kill -9</c> does: it has no time to save anything.</summary>
    /// <exception cref="LabException">The lab was closed.</exception>
    public Task KillAsync() => _redis.KillAsync();

    /// <summary>Starts it on the same port and in the same folder, after killing the one that runs, and returns when it answers.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">It did not answer within 10 s, or the lab was closed.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await _redis.StartAsync(cancellationToken);
        if (await WhenReadyAsync(cancellationToken) is { } missing)
            throw NotReady(missing);
    }

    /// <summary>One line: name, version and address.</summary>
    public override string ToString() => $"{Program.Name} {Program.Version} at {Address}, {(IsAppendOnly ? "with" : "without")} an append-only file";

    /// <summary>Ends it, and removes its folder.</summary>
    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    /// <summary>Starts one and returns when it answers.</summary>
    internal static async Task<RedisServer> StartAsync(RedisProgram program, bool isAppendOnly, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = NginxPort.Free();
            var server = new RedisServer(program, await PrepareAsync(program, isAppendOnly, port, cancellationToken), isAppendOnly, port);
            try
            {
                if (await server.TryStartAsync(cancellationToken) is not { } failure)
                    return server;
                // Somebody else took the port between our look and the program's.
                if (attempt == PortAttempts || !(server.FoundPortTaken || EngineFailure.IsPortTaken(failure)))
                    throw failure;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            await server.DisposeAsync();
        }
    }

    private static async Task<IRedisInstance> PrepareAsync(RedisProgram program, bool isAppendOnly, int port, CancellationToken cancellationToken)
    {
        // Nothing is saved but by the append-only file, and that before each answer: so what was answered is on disk.
        string[] arguments = ["--save", "", "--appendonly", isAppendOnly ? "yes" : "no", "--appendfsync", "always", "--maxclients", "20000"];
        return program.IsImage
            ? await RedisContainer.PrepareAsync(program.Path, port, arguments, cancellationToken)
            : new GuardedRedis(program, ["--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), .. arguments]);
    }

    private async Task<LabException?> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _redis.StartAsync(cancellationToken);
            return await WhenReadyAsync(cancellationToken) is { } missing ? NotReady(missing) : null;
        }
        catch (LabException e)
        {
            return e;
        }
    }

    /// <summary>Waits until it answers a PING with PONG; while it still loads its file, it answers with an error.</summary>
    private async Task<string?> WhenReadyAsync(CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await PingAsync(cancellationToken);
            if (answer == "+PONG")
                return null;
            if (TimeProvider.System.GetElapsedTime(begin) > _deadline || FoundPortTaken)
                return answer;
            await Task.Delay(_pollInterval, cancellationToken);
        }
    }

    private async Task<string> PingAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            await client.Client.SendAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[100];
            return Encoding.ASCII.GetString(answer, 0, await client.Client.ReceiveAsync(answer, cancellationToken)).Trim();
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }

    private LabException NotReady(string missing) => new(
        $"{Program.Name} was not ready at {Address} within {_deadline.TotalSeconds:0} s.", $"Last answer: {missing}\n{Output}", "Its output says why; if it does not, start it by hand.");
}
