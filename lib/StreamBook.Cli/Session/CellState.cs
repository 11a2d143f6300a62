using StreamBook.Cli.Document;

namespace StreamBook.Cli.Session;

/// <summary>How far a code cell has come.</summary>
internal enum CellState
{
    NotRun,

    /// <summary>It is to run when those before it have ended.</summary>
    Waiting,
    Running,
    Passed,
    Failed,

    /// <summary>It needs something that could not be had, and the notebook can do without: see <see cref="Cell.Needs"/>.</summary>
    Skipped,

    /// <summary>A person ended it.</summary>
    Interrupted,
}
