using StreamBook.Cli.Document;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>How a cell stands, as the page says it.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Text">In words; empty where there is nothing to say.</param>
/// <param name="IsOld">It ran in a kernel that has ended: what it made is gone.</param>
/// <param name="Run">Which run of it this is, so that one that gave the same as the run before is told too.</param>
internal sealed record CellStatus(CellState State, string Text, bool IsOld, int Run)
{
    /// <param name="cell">The cell.</param>
    /// <param name="kernel">The kernel of now.</param>
    public static CellStatus Of(SessionCell cell, KernelStatus kernel)
    {
        // Where none has taken its place yet, a cell that failed says itself what became of its kernel.
        var isGone = cell.KernelNumber < kernel.Number || (kernel.Phase == KernelPhase.None && cell.State == CellState.Passed);
        var isOld = cell.KernelNumber > 0 && isGone && !cell.IsUnderWay;
        var text = cell.State switch
        {
            CellState.NotRun => "",
            CellState.Passed when cell.Cell.Tags.Contains(Cell.RaisesException) => "Threw, as it should",
            CellState.Passed => $"{PageLayout.Seconds(cell.Duration)} s",
            _ => PageLayout.Name(cell.State),
        };
        return new(cell.State, isOld && text.Length > 0 ? $"{text}, in a kernel that has ended" : text, isOld, cell.RunCount);
    }
}
