using StreamBook.Cli.Document;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>How a cell stands, as the page says it.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Text">In words; empty where there is nothing to say.</param>
/// <param name="IsOld">It ran in a kernel that has ended: what it made is gone.</param>
internal sealed record CellStatus(CellState State, string Text, bool IsOld)
{
    /// <param name="cell">The cell.</param>
    /// <param name="kernelNumber">The kernel of now.</param>
    public static CellStatus Of(SessionCell cell, int kernelNumber)
    {
        var isOld = cell.KernelNumber > 0 && cell.KernelNumber < kernelNumber && !cell.IsUnderWay;
        var text = cell.State switch
        {
            CellState.NotRun => "",
            CellState.Passed when cell.Cell.Tags.Contains(Cell.RaisesException) => "Threw, as it should",
            CellState.Passed => $"{PageLayout.Seconds(cell.Duration)} s",
            _ => PageLayout.Name(cell.State),
        };
        return new(cell.State, isOld && text.Length > 0 ? $"{text}, in a kernel that has ended" : text, isOld);
    }
}
