using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using StreamBook.Labs.Nginx;
using StreamBook.Programs;

namespace StreamBook;

/// <summary>
/// A Redis of the lab: a process on a free port of 127.0.0.1 with a folder of its own, also where the lab is in
/// containers. It ends with the lab, and when the process that opened it is killed.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int PortAttempts = 3;
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(10);

    private readonly Process _guard;
    private readonly KeptLines _lines;
    private readonly Channel<string> _done = Channel.CreateUnbounded<string>();
    private readonly Task _outputEnds;
    private readonly Task _guardEnds;

    private RedisServer(RedisProgram program, bool isAppendOnly)
    {
        Program = program;
        IsAppendOnly = isAppendOnly;
        Port = NginxPort.Free();
        var folder = Path.Combine(Path.GetTempPath(), $"streambook-redis-{Guid.NewGuid():N}");
        _lines = new(program.Name);
        _guard = GuardShell.Start("Labs/Redis/guard.sh", [folder, program.Path, .. Arguments(Port, isAppendOnly)]);
        _outputEnds = KeepAsync(_guard.StandardOutput);
        _guardEnds = HearAsync(_guard.StandardError);
    }

    /// <summary>Which server it is.</summary>
    public RedisProgram Program { get; }

    /// <summary>Whether it keeps an append-only file, which it reads when it is started again.</summary>
    public bool IsAppendOnly { get; }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Where it listens, as its clients take it, such as <c>127.0.0.1:41873</c>. Servers that are added to the lab later have it in the variable <c>REDIS</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>What it has written, the last 1,000 lines.</summary>
    public string Output => _lines.ToString();

    /// <summary>Kills it as <c>kill -9</c> does: it has no time to save anything.</summary>
    public Task KillAsync() => OrderAsync("kill");

    /// <summary>Starts it on the same port and in the same folder, after killing the one that runs, and returns when it answers.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">It did not answer within 10 s.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await OrderAsync("start");
        if (await WhenReadyAsync(cancellationToken) is { } missing)
            throw NotReady(missing);
    }

    /// <summary>One line: name, version and address.</summary>
    public override string ToString() => $"{Program.Name} {Program.Version} at {Address}, {(IsAppendOnly ? "with" : "without")} an append-only file";

    /// <summary>Ends it, and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _guard.StandardInput.Close();
        }
        catch (IOException)
        {
            // An order that the guard did not live to read.
        }

        await _guardEnds;
        await _outputEnds;
        _guard.Dispose();
    }

    /// <summary>Starts one and returns when it answers.</summary>
    internal static async Task<RedisServer> StartAsync(bool isAppendOnly, CancellationToken cancellationToken)
    {
        var program = await RedisProgram.FindAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var server = new RedisServer(program, isAppendOnly);
            try
            {
                await server.OrderAsync("start");
                if (await server.WhenReadyAsync(cancellationToken) is not { } missing)
                    return server;
                // Somebody else took the port between our look and the program's.
                if (attempt == PortAttempts || !server.Output.Contains("in use", StringComparison.Ordinal))
                    throw server.NotReady(missing);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            await server.DisposeAsync();
        }
    }

    // Nothing is saved but by the append-only file, and that before each answer: so what was answered is on disk.
    private static string[] Arguments(int port, bool isAppendOnly) =>
    [
        "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--save", "",
        "--appendonly", isAppendOnly ? "yes" : "no", "--appendfsync", "always", "--maxclients", "20000",
    ];

    /// <summary>Waits until it answers a PING with PONG; while it still loads its file, it answers with an error.</summary>
    private async Task<string?> WhenReadyAsync(CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await PingAsync(cancellationToken);
            if (answer == "+PONG")
                return null;
            if (TimeProvider.System.GetElapsedTime(begin) > _deadline || Output.Contains("in use", StringComparison.Ordinal))
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

    private async Task OrderAsync(string order)
    {
        try
        {
            await _guard.StandardInput.WriteLineAsync(order);
            await _guard.StandardInput.FlushAsync();
            await _done.Reader.ReadAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            throw new LabException($"{Program.Name} could not be told to {order}.", $"Its guard has ended.\n{Output}", "Was the lab closed? Add it to a lab again.", e);
        }
    }

    private async Task KeepAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            _lines.Add(line);
    }

    private async Task HearAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line is "start" or "kill")
                _done.Writer.TryWrite(line);
            else
                _lines.Add(line);
        }

        _done.Writer.TryComplete();
    }
}
