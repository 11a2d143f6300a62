using System.Collections.Immutable;
using System.Text.Json;
using StreamBook.Cli.Document;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>A notebook that is open in the browser: what the pages change goes into the session and the learner's copy.</summary>
internal sealed class LiveNotebook : IAsyncDisposable
{
    private readonly EventFeed _feed;
    private readonly NotebookTelling _telling;

    public LiveNotebook(string name, LearnerCopy copy, SessionOptions options, EventFeed feed, LearnerRecord record, TaskHelp help)
    {
        Name = name;
        Copy = copy;
        _feed = feed;
        Session = new(Path.GetDirectoryName(Path.GetFullPath(copy.Original.Path))!, copy.Notebook.Cells, options);
        _telling = new(name, Session, feed, record, help);
    }

    /// <summary>Its folder in the book and its file without the ending, such as <c>notebooks/00-start-here</c>: its address too.</summary>
    public string Name { get; }

    public LearnerCopy Copy { get; }

    public NotebookSession Session { get; }

    /// <summary>What the pages know of each cell, of the kernel, and up to which event.</summary>
    public LiveState State() => _telling.State();

    /// <summary>Gives a hint for the task that a cell checks.</summary>
    public void GiveHint(string id)
    {
        if (Session.Find(id) is { } cell)
            _telling.GiveHint(cell);
    }

    /// <summary>The document of an iframe among the outputs, by its fingerprint.</summary>
    public string? IframeDocument(string fingerprint) => _telling.IframeDocument(fingerprint);

    /// <summary>Changes the source of a cell and writes the copy.</summary>
    /// <returns>False if the copy changed on the disk meanwhile: it was not written.</returns>
    public bool Edit(string id, string source, string? by = null)
    {
        lock (Copy)
        {
            if (Session.Find(id) is not { } cell || cell.Cell.Source == source)
                return true;
            cell.Edit(source);
            var isSaved = Copy.TrySave(ToNotebook());
            TellEdited(id, by);
            return isSaved;
        }
    }

    /// <summary>Changes the list of cells and writes the copy.</summary>
    /// <returns>As for <see cref="Edit"/>.</returns>
    public bool Arrange(Func<ImmutableList<SessionCell>, ImmutableList<SessionCell>> change)
    {
        lock (Copy)
        {
            Session.Arrange(change);
            var isSaved = Copy.TrySave(ToNotebook());
            TellEdited(null);
            return isSaved;
        }
    }

    /// <summary>Takes up an original that changed, unless the learner has a copy: that is theirs.</summary>
    /// <exception cref="NotebookException">It cannot be used any more.</exception>
    public void LookAtDisk()
    {
        lock (Copy)
        {
            if (Copy.Exists || Copy.IsChangedOnDisk || Copy.Original.Text == NotebookFile.Load(Copy.Original.Path).Text)
                return;
            Copy.Reload();
            TakeFromCopy();
        }
    }

    /// <summary>Tells the pages that the list of cells, or a source, is another one.</summary>
    /// <param name="cell">The cell whose source changed; null for the list.</param>
    /// <param name="by">The tab that changed it, which knows.</param>
    private void TellEdited(string? cell, string? by = null) =>
        _feed.Publish(cell is null ? "cells" : "source", JsonSerializer.Serialize(new { notebook = Name, cell, by }, JsonSerializerOptions.Web));

    /// <summary>The notebook as it is in the session, to be written.</summary>
    public Notebook ToNotebook() => Copy.Notebook with { Cells = [.. Session.Cells.Select(cell => cell.Cell)] };

    /// <summary>Brings the cells of the session to those of the copy; what is the same stays with its outputs.</summary>
    public void TakeFromCopy()
    {
        Session.Arrange(cells => [.. Copy.Notebook.Cells.Select(cell =>
        {
            if (cells.Find(known => known.Id == cell.Id && known.Cell.Kind == cell.Kind) is not { } same)
                return new SessionCell(cell);
            same.Edit(cell.Source);
            return same;
        })]);
        TellEdited(null);
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await _telling.DisposeAsync();
    }
}
