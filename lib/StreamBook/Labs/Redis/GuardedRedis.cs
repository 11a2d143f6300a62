using System.Diagnostics;
using System.Threading.Channels;
using StreamBook.Programs;

namespace StreamBook.Labs.Redis;

/// <summary>One Redis as a process of the user. The guard makes its folder, and is told by lines when to start and to kill it.</summary>
internal sealed class GuardedRedis : IRedisInstance
{
    private readonly Process _guard;
    private readonly string _name;
    private readonly KeptLines _lines;
    private readonly Channel<string> _done = Channel.CreateUnbounded<string>();
    private readonly Task _outputEnds;
    private readonly Task _guardEnds;

    public GuardedRedis(RedisProgram program, IEnumerable<string> arguments)
    {
        _name = program.Name;
        _lines = new(program.Name);
        _guard = GuardShell.Start("Labs/Redis/guard.sh", [Path.Combine(Path.GetTempPath(), $"streambook-redis-{Guid.NewGuid():N}"), program.Path, .. arguments]);
        _outputEnds = KeepAsync(_guard.StandardOutput);
        _guardEnds = HearAsync(_guard.StandardError);
    }

    public string Output => _lines.ToString();

    public Task StartAsync(CancellationToken cancellationToken) => OrderAsync("start");

    public Task KillAsync() => OrderAsync("kill");

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
            throw new LabException($"{_name} could not be told to {order}.", $"Its guard has ended.\n{Output}", "Was the lab closed? Add it to a lab again.", e);
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
