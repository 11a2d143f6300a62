using System.Collections.Immutable;
using System.Diagnostics;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;

namespace StreamBook.Cli.Session;

/// <summary>A cell of a session with what its last run put out. Read from any thread while it runs.</summary>
internal sealed class SessionCell(Cell cell)
{
    private const int LongestError = 16_384;

    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = new();
    private OutputLog _log = new();
    private WholeLog? _whole;
    private bool _doesNotCompile;
    private CellResultState _now = new(CellState.NotRun, null, 0);

    /// <summary>Its ID stays for good; its source is what was edited last.</summary>
    public Cell Cell { get; private set; } = cell;

    public string Id => Cell.Id;

    public bool IsCode => Cell.Kind == CellKind.Code;

    public CellState State => _now.State;

    /// <summary>What it threw, as it should or as it should not; why else it failed.</summary>
    public string? Error => _now.Error;

    /// <summary>Which kernel of the session ran it, from 1; 0 for none.</summary>
    public int KernelNumber => _now.KernelNumber;

    /// <summary>How many times it was begun.</summary>
    public int RunCount { get; private set; }

    public bool IsUnderWay => State is CellState.Waiting or CellState.Running;

    /// <summary>How long its last run took, or takes so far.</summary>
    public TimeSpan Duration => _clock.Elapsed;

    /// <summary>Text and values in the order in which they came, each value in its last form.</summary>
    public ImmutableArray<CellOutput> Outputs
    {
        get
        {
            lock (_lock)
                return _log.ToOutputs();
        }
    }

    /// <summary>How many characters its last run printed, kept or not.</summary>
    public long PrintedLength { get; private set; }

    /// <summary>All that it wrote as text; null if the outputs have it whole.</summary>
    public string? WholeLogPath
    {
        get
        {
            lock (_lock)
                return _whole?.Path;
        }
    }

    public void Edit(string source) => Cell = Cell with { Source = source };

    public void Await() => _now = new(CellState.Waiting, null, KernelNumber);

    public void GiveUpWaiting() => _now = new(CellState.NotRun, null, KernelNumber);

    public void Begin(int kernelNumber, string? logPath)
    {
        lock (_lock)
        {
            Forget();
            _whole = logPath is null ? null : new(logPath);
        }

        _doesNotCompile = false;
        RunCount++;
        _now = new(CellState.Running, null, kernelNumber);
        StartClock();
    }

    /// <summary>What went before was the start of its kernel.</summary>
    public void StartClock() => _clock.Restart();

    /// <summary>Keeps an output.</summary>
    public void Record(CellOutput output)
    {
        _doesNotCompile |= output is CellOutput.Diagnostic { Severity: "error" };
        lock (_lock)
        {
            _log.Add(output);
            if (output is not CellOutput.Text text)
                return;
            PrintedLength += text.Value.Length;
            _whole?.Append(text.Value);
        }
    }

    /// <returns>False if the value is not of this cell.</returns>
    public bool TryUpdate(CellOutput.Update update)
    {
        lock (_lock)
            return _log.TryUpdate(update);
    }

    /// <summary>Ends a run that the kernel answered.</summary>
    public void End(string? error)
    {
        if (!Cell.Tags.Contains(Cell.RaisesException))
            End(error is null ? CellState.Passed : CellState.Failed, error);
        else if (error is null)
            End(CellState.Failed, $"Did not throw, but is tagged {Cell.RaisesException}.");
        else if (_doesNotCompile)
            End(CellState.Failed, $"Did not compile, and is tagged {Cell.RaisesException}: it must run and throw.\n{error}");
        else
            End(CellState.Passed, error);
    }

    public void End(CellState state, string? error)
    {
        _clock.Stop();
        lock (_lock)
            _whole?.Close();
        _now = new(state, error is { Length: > LongestError } ? error[..LongestError] + " …" : error, KernelNumber);
    }

    /// <summary>Makes of a failure a reason to go on without.</summary>
    public void Skip() => _now = _now with { State = CellState.Skipped };

    /// <summary>As if it had never run.</summary>
    public void Clear()
    {
        lock (_lock)
            Forget();
        _clock.Reset();
        _now = new(CellState.NotRun, null, 0);
    }

    private void Forget()
    {
        _log = new();
        _whole?.Delete();
        _whole = null;
        PrintedLength = 0;
    }

    // One reference, so that a reader on another thread never sees half of a change.
    private sealed record CellResultState(CellState State, string? Error, int KernelNumber);
}
