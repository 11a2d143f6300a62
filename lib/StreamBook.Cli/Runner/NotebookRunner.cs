using System.Diagnostics;
using StreamBook.Cli.Document;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Runner;

/// <summary>Runs a notebook's code cells in order, in a session of its own that ends with the notebook.</summary>
/// <param name="kernelCommand">How to start the kernel; null for the embedded one.</param>
/// <param name="cellLimit">How long one cell may run.</param>
internal sealed class NotebookRunner(string? kernelCommand, TimeSpan cellLimit)
{
    /// <param name="file">The notebook.</param>
    /// <param name="nginxVersion">The nginx that its labs have; null for whichever is there.</param>
    /// <param name="onCell">Called before each code cell with its number.</param>
    /// <param name="cancellationToken">Interrupts: the kernel ends, and what ran is returned.</param>
    public async Task<NotebookRun> RunAsync(NotebookFile file, string? nginxVersion, Action<int> onCell, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        // The kernel inherits it, and with it the labs that the notebook starts.
        if (nginxVersion is not null)
            Environment.SetEnvironmentVariable(Lab.NginxVariable, nginxVersion);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
        await using var session = new NotebookSession(folder, file.Notebook.Cells, new(kernelCommand, cellLimit));
        SessionCell? last = null;
        session.Changed += cell =>
        {
            if (cell is { State: CellState.Running } && cell != last)
                onCell(session.Cells.IndexOf(last = cell) + 1);
        };
        var running = session.RunAsync(session.Cells);
        await using (cancellationToken.Register(() => session.StopAsync()))
            await running;
        await session.EndKernelAsync(null);
        return new(file, [.. session.Cells.Index().Where(cell => cell.Item.IsCode).Select(cell => ToRun(cell.Index + 1, cell.Item))], clock.Elapsed, nginxVersion);
    }

    private static CellRun ToRun(int number, SessionCell cell) => new(number, cell.Cell, cell.State, cell.Outputs, cell.Duration, cell.Error);
}
