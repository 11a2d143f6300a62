using System.Collections.Immutable;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Runner;

/// <summary>What running a notebook gave.</summary>
/// <param name="File">The notebook.</param>
/// <param name="Cells">Its code cells in order, also those that were not run.</param>
/// <param name="Duration">From starting the kernel to its end.</param>
/// <param name="NginxVersion">The version of nginx that was asked for; null for whichever is there.</param>
internal sealed record NotebookRun(NotebookFile File, ImmutableArray<CellRun> Cells, TimeSpan Duration, string? NginxVersion = null)
{
    /// <summary>Tells the runs of one notebook apart, after its name: <c>, nginx 1.30</c>, or nothing.</summary>
    public string OnNginx => NginxVersion is null ? "" : $", nginx {NginxVersion}";

    /// <summary>The cell that ended the notebook before its end; null if all passed.</summary>
    public CellRun? Culprit => Cells.FirstOrDefault(cell => cell.State is CellState.Failed or CellState.Interrupted);

    public CellState State => Culprit?.State ?? CellState.Passed;

    /// <summary>The cells that were passed over because a package or a browser could not be had; the first of them says why.</summary>
    public ImmutableArray<CellRun> Skipped => [.. Cells.Where(cell => cell.State == CellState.Skipped)];

    /// <summary>What the checks of exercises in it said.</summary>
    public ImmutableArray<CheckResult> CheckResults => [.. Cells.Select(cell => CheckOutput.Of(cell.Outputs)).OfType<CheckResult>()];

    public int PassedCount => Cells.Count(cell => cell.State == CellState.Passed);
}

/// <summary>What running a code cell gave.</summary>
/// <param name="Number">The place among all cells of the notebook, from 1.</param>
/// <param name="Cell">The cell.</param>
/// <param name="State">How it ended.</param>
/// <param name="Outputs">Text and values in the order in which they came, each value in its last form.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="Error">What it threw, as it should or as it should not; why else it failed.</param>
internal sealed record CellRun(
    int Number, Cell Cell, CellState State, ImmutableArray<CellOutput> Outputs, TimeSpan Duration, string? Error);
