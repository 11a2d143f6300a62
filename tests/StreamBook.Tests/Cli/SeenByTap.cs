using System.Collections.Concurrent;
using System.Threading.Channels;
using StreamBook.Cli.Tapping;

namespace StreamBook.Tests;

/// <summary>What a tap has told.</summary>
internal sealed class SeenByTap : ITapWatch
{
    private readonly Channel<Task<Capture>> _captures = Channel.CreateUnbounded<Task<Capture>>();

    public ConcurrentQueue<string> Problems { get; } = [];

    public async Task<Capture> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await (await _captures.Reader.ReadAsync(deadline.Token)).WaitAsync(deadline.Token);
    }

    public Task WatchAsync(Exchange exchange)
    {
        _captures.Writer.TryWrite(exchange.Seen);
        return exchange.Seen;
    }

    public void OnProblem(string sentence) => Problems.Enqueue(sentence);
}
