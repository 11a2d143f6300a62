namespace StreamBook.Exercises;

/// <summary>The lab that checks measure in: the one a notebook opened, or one of their own when there is none. One check at a time has it.</summary>
internal sealed class CheckLab : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private Lab? _given;
    private Lab? _own;

    /// <summary>Says which lab to measure in, until it is closed.</summary>
    public void Use(Lab lab) => _given = lab;

    public async Task<Lab> GetAsync()
    {
        if (_given is { IsClosed: false } given)
            return given;
        return _own is { IsClosed: false } own ? own : _own = await Lab.StartAsync();
    }

    /// <summary>Runs a check that may use the lab, and puts nginx back as it was.</summary>
    /// <exception cref="TimeoutException">The check took longer than the limit. What it left is not measured in again.</exception>
    public async Task RunAsync(Func<Task> check, TimeSpan limit)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            var before = (_given ?? _own)?.Nginx.Configuration;
            var running = check();
            await Task.WhenAny(running, Task.Delay(limit));
            if (!running.IsCompleted)
            {
                _given = _own = null;
                throw new TimeoutException();
            }

            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (before is not null && await GetAsync() is { Nginx: var nginx } && nginx.Configuration != before)
                await nginx.UseAsync(before);
            await running;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
