using System.Diagnostics;
using System.Globalization;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Programs;

namespace StreamBook.Cli.Runner;

/// <summary>Runs a notebook's code cells in order, in a kernel of its own that ends with the notebook.</summary>
/// <param name="kernelCommand">How to start the kernel; null for the embedded one.</param>
/// <param name="cellTimeout">How long one cell may run.</param>
internal sealed class NotebookRunner(string? kernelCommand, TimeSpan cellTimeout)
{
    private static readonly TimeSpan _startTimeout = TimeSpan.FromSeconds(60);

    /// <param name="file">The notebook.</param>
    /// <param name="nginxVersion">The nginx that its labs have; null for whichever is there.</param>
    /// <param name="onCell">Called before each code cell with its number.</param>
    /// <param name="ct">Interrupts: the kernel ends, and what ran is returned.</param>
    public async Task<NotebookRun> RunAsync(NotebookFile file, string? nginxVersion, Action<int> onCell, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var cells = file.Notebook.Cells.Select((cell, index) => new RunningCell(index + 1, cell))
            .Where(running => running.Cell.Kind == CellKind.Code)
            .ToArray();
        // The kernel inherits it, and with it the labs that the notebook starts.
        if (nginxVersion is not null)
            Environment.SetEnvironmentVariable(Lab.NginxVariable, nginxVersion);
        if (cells.Length > 0)
            await RunAsync(file, cells, onCell, ct);
        return new(file, [.. cells.Select(cell => cell.ToRun())], clock.Elapsed, nginxVersion);
    }

    private async Task RunAsync(NotebookFile file, RunningCell[] cells, Action<int> onCell, CancellationToken ct)
    {
        var running = cells[0];
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
            await using var kernel = await StartAsync(folder, ct);
            foreach (var cell in cells)
            {
                running = cell;
                if (cells.Any(earlier => earlier.State == CellState.Skipped && earlier.Cell.Needs.Intersect(cell.Cell.Needs).Any()))
                {
                    cell.End(CellState.Skipped, null);
                    continue;
                }

                onCell(cell.Number);
                await RunAsync(kernel, cells, cell, ct);
                if (cell.State == CellState.Failed && cell.Cell.Needs.Any() && cell.Cell.IsRequest)
                    cell.Skip();
                else if (cell.State != CellState.Passed)
                    return;
            }
        }
        catch (KernelException e)
        {
            var isMissing = e.ExitCode is null && e.CommandLine.Contains("dotnet-interactive", StringComparison.Ordinal);
            running.End(CellState.Failed, isMissing ? $"{e.Message}\nTo install .NET Interactive: {InstallCommand.DotnetInteractive}" : e.Message);
        }
        catch (TimeoutException e)
        {
            running.End(CellState.Failed, e.Message);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            running.End(CellState.Interrupted, "Interrupted.");
        }
    }

    private async Task<KernelProcess> StartAsync(string folder, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_startTimeout);
        try
        {
            return await KernelProcess.StartAsync(kernelCommand, folder, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"The kernel was not ready within {_startTimeout.TotalSeconds:0} s: {kernelCommand ?? "the embedded one"}.");
        }
    }

    private async Task RunAsync(KernelProcess kernel, RunningCell[] cells, RunningCell cell, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(cellTimeout);
        var doesNotCompile = false;
        cell.Clock.Start();
        try
        {
            var result = await kernel.RunAsync(cell.Cell.Source, Record, limit.Token);
            cell.End(result.Error, doesNotCompile);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A cell that the kernel could stop may have been stopped anywhere: nothing after it can be trusted.
            await kernel.DisposeAsync();
            cell.End(CellState.Failed, string.Create(
                CultureInfo.InvariantCulture,
                $"Still running after {cellTimeout.TotalSeconds:0.###} s, the limit of one cell (--timeout): the kernel was ended."));
        }

        void Record(CellOutput output)
        {
            doesNotCompile |= output is CellOutput.Diagnostic { Severity: "error" };
            if (output is CellOutput.Update update)
                _ = cells.Any(earlier => earlier.Log.TryUpdate(update));
            else
                cell.Log.Add(output);
        }
    }

    private sealed class RunningCell(int number, Cell cell)
    {
        private const int LongestError = 16_384;
        private string? _error;

        public int Number => number;

        public Cell Cell => cell;

        public OutputLog Log { get; } = new();

        public Stopwatch Clock { get; } = new();

        public CellState State { get; private set; } = CellState.NotRun;

        public void End(string? error, bool doesNotCompile)
        {
            if (!cell.Tags.Contains(Cell.RaisesException))
                End(error is null ? CellState.Passed : CellState.Failed, error);
            else if (error is null)
                End(CellState.Failed, $"Did not throw, but is tagged {Cell.RaisesException}.");
            else if (doesNotCompile)
                End(CellState.Failed, $"Did not compile, and is tagged {Cell.RaisesException}: it must run and throw.\n{error}");
            else
                End(CellState.Passed, error);
        }

        public void End(CellState state, string? error)
        {
            Clock.Stop();
            State = state;
            _error = error is { Length: > LongestError } ? error[..LongestError] + " …" : error;
        }

        /// <summary>Makes of a failure a reason to go on without.</summary>
        public void Skip() => State = CellState.Skipped;

        public CellRun ToRun() => new(number, cell, State, Log.ToOutputs(), Clock.Elapsed, _error);
    }
}
