using System.Collections.Immutable;
using System.Globalization;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;

namespace StreamBook.Cli.Session;

/// <summary>
/// A notebook that is open: its cells, the kernel that runs them, and what they put out. It knows neither a terminal nor
/// a page; both watch <see cref="Changed"/>. Cells run one after the other in the order in which they were asked for.
/// </summary>
/// <param name="folder">The folder of the notebook, in which its kernel runs.</param>
/// <param name="cells">The cells of the notebook.</param>
/// <param name="options">How its cells run.</param>
internal sealed class NotebookSession(string folder, IEnumerable<Cell> cells, SessionOptions options) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<SessionCell> _waiting = [];
    private ImmutableList<SessionCell> _cells = [.. cells.Select(cell => new SessionCell(cell))];
    private SessionKernel? _kernel;
    private CancellationTokenSource? _stop;
    private Task _work = Task.CompletedTask;
    private bool _isWorking;

    /// <summary>Called after something changed: a cell, or with null the kernel or the list of cells. From any thread, and quick it must be.</summary>
    public event Action<SessionCell?>? Changed;

    public ImmutableList<SessionCell> Cells => _cells;

    public KernelStatus Kernel { get; private set; } = new(KernelPhase.None, 0);

    /// <summary>When it was last used, by the clock of the options.</summary>
    public DateTimeOffset LastUse { get; private set; } = options.Time.GetUtcNow();

    public SessionCell? Find(string id) => _cells.Find(cell => cell.Id == id);

    /// <summary>Runs cells after those that wait already. The first that fails sends home all that wait.</summary>
    /// <returns>Completes when nothing runs or waits any more. Failures are in the cells.</returns>
    public Task RunAsync(IEnumerable<SessionCell> cells)
    {
        lock (_lock)
        {
            LastUse = options.Time.GetUtcNow();
            foreach (var cell in cells.Where(cell => cell is { IsCode: true, IsUnderWay: false }))
            {
                cell.Await();
                _waiting.Enqueue(cell);
                Changed?.Invoke(cell);
            }

            if (_isWorking || _waiting.Count == 0)
                return _work;
            _isWorking = true;
            return _work = Task.Run(WorkAsync);
        }
    }

    /// <summary>Ends what runs and sends home what waits: asks the kernel first, and ends it where it does not answer soon.</summary>
    public Task StopAsync()
    {
        lock (_lock)
        {
            SendHome();
            // Disposed under the same lock by the cell that it belongs to.
            _stop?.Cancel();
            if (_stop is not null)
                SetKernel(Kernel with { Phase = KernelPhase.Stopping });
            return _work;
        }
    }

    /// <summary>Ends the kernel, and what runs with it. The outputs stay.</summary>
    /// <param name="reason">What to say of it; null where it was asked for.</param>
    public async Task EndKernelAsync(string? reason)
    {
        await StopAsync();
        if (Interlocked.Exchange(ref _kernel, null) is not { } kernel)
            return;
        await kernel.DisposeAsync();
        SetKernel(new(KernelPhase.None, Kernel.Number, reason));
    }

    /// <summary>Asks the kernel about code that is not run; null where no kernel is there to ask, or it does not know the question.</summary>
    public Task<KernelEvent?> AskAsync(string commandType, object command, string answerType, CancellationToken cancellationToken)
    {
        LastUse = options.Time.GetUtcNow();
        return _kernel?.AskAsync(commandType, command, answerType, cancellationToken) ?? Task.FromResult<KernelEvent?>(null);
    }

    /// <summary>Changes the list of cells.</summary>
    public void Arrange(Func<ImmutableList<SessionCell>, ImmutableList<SessionCell>> change)
    {
        lock (_lock)
            _cells = change(_cells);
        LastUse = options.Time.GetUtcNow();
        Changed?.Invoke(null);
    }

    public async ValueTask DisposeAsync()
    {
        await EndKernelAsync(null);
        foreach (var cell in _cells)
            cell.Clear();
    }

    private async Task WorkAsync()
    {
        while (Next() is { } cell)
        {
            if (_cells.Exists(earlier => earlier.State == CellState.Skipped && earlier.Cell.Needs.Intersect(cell.Cell.Needs).Any()))
                cell.End(CellState.Skipped, null);
            else
                await RunAsync(cell);
            if (cell.State == CellState.Failed && cell.Cell.Needs.Any() && cell.Cell.IsRequest)
                cell.Skip();
            Changed?.Invoke(cell);
            if (cell.State is CellState.Failed or CellState.Interrupted)
                SendHome();
        }
    }

    private SessionCell? Next()
    {
        lock (_lock)
        {
            _isWorking = _waiting.TryDequeue(out var cell);
            return cell;
        }
    }

    private async Task RunAsync(SessionCell cell)
    {
        using var stop = new CancellationTokenSource();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        lock (_lock)
            _stop = stop;
        try
        {
            cell.Begin(Kernel.Number + (_kernel is { IsRunning: true } ? 0 : 1), options.LogPath?.Invoke(cell.Id));
            Changed?.Invoke(cell);
            var kernel = await KernelAsync(stop.Token);
            SetKernel(new(KernelPhase.Busy, Kernel.Number));
            cell.StartClock();
            limit.CancelAfter(options.CellLimit ?? Timeout.InfiniteTimeSpan);
            var result = await kernel.RunAsync(cell.Cell.Source, output => Record(cell, output), limit.Token);
            cell.End(result.Error);
        }
        catch (Exception e) when (e is KernelException or TimeoutException)
        {
            cell.End(CellState.Failed, e.Message);
        }
        catch (OperationCanceledException e)
        {
            await StoppedAsync(cell, stop.IsCancellationRequested, e as CellCancelledException);
        }
        finally
        {
            lock (_lock)
                _stop = null;
            LastUse = options.Time.GetUtcNow();
            if (_kernel is { IsRunning: true })
                SetKernel(new(KernelPhase.Idle, Kernel.Number));
            else
                SetKernel(new(KernelPhase.None, Kernel.Number, cell.Error));
        }
    }

    // A cell that ran into its limit may have been stopped anywhere: nothing after it can be trusted, so its kernel ends in any case.
    private async Task StoppedAsync(SessionCell cell, bool byPerson, CellCancelledException? cancelled)
    {
        if (!byPerson && options.CellLimit is { } limit)
        {
            if (_kernel is not null)
                await _kernel.DisposeAsync();
            cell.End(CellState.Failed, string.Create(
                CultureInfo.InvariantCulture,
                $"Still running after {limit.TotalSeconds:0.###} s, the limit of one cell (--timeout): the kernel was ended.{Activity(cancelled)}"));
        }
        else if (_kernel is { IsRunning: true })
        {
            cell.End(CellState.Interrupted, "Interrupted. The kernel goes on: what the cells before this one made is still there.");
        }
        else
        {
            cell.End(CellState.Interrupted, "Interrupted. The kernel did not answer and was ended: all variables are gone, and the labs with them. Run the cells before this one again.");
        }
    }

    // Whether it computed or waited, and for what: the first thing that whoever looks for the cause asks.
    private static string Activity(CellCancelledException? cancelled) =>
        (cancelled?.ProcessorTime is { } used ? string.Create(CultureInfo.InvariantCulture, $" It had used {used.TotalSeconds:0.0} s of a processor.") : "")
        + (cancelled is { Answered: false } ? " It did not stop the cell when it was asked to." : "");

    private async Task<SessionKernel> KernelAsync(CancellationToken cancellationToken)
    {
        if (_kernel is { IsRunning: true } running)
            return running;
        // One that died leaves what it started.
        if (_kernel is not null)
            await _kernel.DisposeAsync();
        var number = Kernel.Number + 1;
        SetKernel(new(KernelPhase.Starting, number));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.StartLimit);
        try
        {
            _kernel = new(await KernelProcess.StartAsync(options.KernelCommand, folder, limit.Token), Died);
            return _kernel;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The kernel was not ready within {options.StartLimit.TotalSeconds:0} s: {options.KernelCommand ?? "the embedded one"}.");
        }

        // While a cell runs, that cell says so itself.
        void Died(string reason)
        {
            if (Kernel is { Phase: KernelPhase.Idle } && Kernel.Number == number)
                SetKernel(new(KernelPhase.None, number, reason));
        }
    }

    private void Record(SessionCell cell, CellOutput output)
    {
        if (output is not CellOutput.Update update)
        {
            cell.Record(output);
            Changed?.Invoke(cell);
        }
        else if (_cells.Find(earlier => earlier.TryUpdate(update)) is { } updated)
        {
            Changed?.Invoke(updated);
        }
    }

    private void SendHome()
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var cell))
            {
                cell.GiveUpWaiting();
                Changed?.Invoke(cell);
            }
        }
    }

    private void SetKernel(KernelStatus status)
    {
        Kernel = status;
        Changed?.Invoke(null);
    }
}

/// <summary>How the cells of a session run.</summary>
/// <param name="KernelCommand">A command that starts a kernel; null for the embedded one.</param>
/// <param name="CellLimit">How long one cell may run; null for as long as it likes.</param>
/// <param name="LogPath">Where all that a cell prints is kept if it is much, by the ID of the cell; null where nobody will read it.</param>
internal sealed record SessionOptions(string? KernelCommand = null, TimeSpan? CellLimit = null, Func<string, string>? LogPath = null)
{
    /// <summary>How long a kernel may take to get ready.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
