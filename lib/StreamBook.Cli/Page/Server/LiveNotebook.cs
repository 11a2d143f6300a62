using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>
/// A notebook that is open in the browser. What the session has and what the pages were told are two things: what was told
/// changes under the lock of the feed, together with the event that tells it, so that a snapshot and an ID belong together.
/// </summary>
internal sealed class LiveNotebook : IAsyncDisposable
{
    // A screen shows no more than 60 pictures a second; much text a tick is better than a little text often.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan _longPause = TimeSpan.FromMilliseconds(250);
    private const int MuchLength = 50_000;

    private readonly EventFeed _feed;
    private readonly LearnerRecord _record;
    // By the cell itself: one that comes back under an old ID has put nothing out.
    private readonly ConditionalWeakTable<SessionCell, LiveCell> _told = [];
    private readonly HashSet<SessionCell> _changed = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _telling;
    private string _toldKernel = "";
    private bool _isKernelChanged;

    public LiveNotebook(string name, LearnerCopy copy, SessionOptions options, EventFeed feed, LearnerRecord record)
    {
        Name = name;
        Copy = copy;
        _feed = feed;
        _record = record;
        Session = new(Path.GetDirectoryName(Path.GetFullPath(copy.Original.Path))!, copy.Notebook.Cells, options);
        Session.Changed += Note;
        _telling = Task.Run(TellAsync);
    }

    /// <summary>Its folder in the book and its file without the ending, such as <c>notebooks/00-start-here</c>: its address too.</summary>
    public string Name { get; }

    public LearnerCopy Copy { get; }

    public NotebookSession Session { get; }

    /// <summary>What the pages know of each cell, of the kernel, and up to which event.</summary>
    public LiveState State()
    {
        lock (_feed.Gate)
            return new(_feed.LastId, Session.Cells, Told, KernelJson());
    }

    /// <summary>The document of a frame among the outputs, by its fingerprint.</summary>
    public string? Frame(string fingerprint) => Session.Cells
        .SelectMany(cell => cell.Outputs).OfType<CellOutput.Display>()
        .Select(display => display.Formats.GetValueOrDefault("text/html"))
        .FirstOrDefault(html => html is not null && Fingerprint(html) == fingerprint);

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
        await _closed.CancelAsync();
        await _telling;
        _closed.Dispose();
        _wake.Dispose();
    }

    private void Note(SessionCell? cell)
    {
        lock (_changed)
        {
            if (cell is null)
                _isKernelChanged = true;
            else
                _changed.Add(cell);
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    private async Task TellAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_closed.Token);
                SessionCell[] changed;
                lock (_changed)
                {
                    changed = [.. _changed];
                    _changed.Clear();
                }

                var length = changed.Sum(Tell);
                TellKernel();
                await Task.Delay(length > MuchLength ? _longPause : _pause, _closed.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed: nobody is told any more.
        }
    }

    private int Tell(SessionCell cell)
    {
        lock (_feed.Gate)
        {
            var told = Told(cell);
            var status = CellStatus.Of(cell, Session.Kernel.Number);
            var changes = told.View.Update(cell, OutputName(cell), Address(cell));
            if (status == told.Status && changes.Count == 0)
                return 0;
            told.Status = status;
            if (status.State == CellState.Passed)
                _record.AddPassed(Name, cell.Id);
            var data = JsonSerializer.Serialize(new { notebook = Name, cell = cell.Id, status, changes }, _json);
            _feed.Publish("cell", data);
            return data.Length;
        }
    }

    private void TellKernel()
    {
        lock (_changed)
        {
            if (!_isKernelChanged)
                return;
            _isKernelChanged = false;
        }

        lock (_feed.Gate)
        {
            if (KernelJson() is var kernel && kernel == _toldKernel)
                return;
            _toldKernel = kernel;
            _feed.Publish("kernel", kernel);
        }

        // A kernel that is gone makes old what ran in it.
        foreach (var cell in Session.Cells.Where(cell => cell.KernelNumber > 0))
            _ = Tell(cell);
    }

    private LiveCell Told(SessionCell cell) =>
        _told.GetValue(cell, untold => new() { Status = CellStatus.Of(untold, Session.Kernel.Number) });

    private string KernelJson() => JsonSerializer.Serialize(
        new { notebook = Name, phase = Session.Kernel.Phase, number = Session.Kernel.Number, reason = Session.Kernel.Reason }, _json);

    private string OutputName(SessionCell cell) => $"Output of cell {Session.Cells.IndexOf(cell) + 1}";

    private OutputAddress Address(SessionCell cell) => new(html => $"/frame/{Fingerprint(html)}/{Name}", $"/log/{cell.Id}/{Name}");

    private static string Fingerprint(string html) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(html)))[..24];

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>What the pages know of one cell.</summary>
internal sealed class LiveCell
{
    public OutputView View { get; } = new();

    public required CellStatus Status { get; set; }
}

/// <summary>A notebook at the moment of an event.</summary>
/// <param name="Id">The ID of the event.</param>
/// <param name="Cells">The cells.</param>
/// <param name="Told">What the pages were told of a cell.</param>
/// <param name="Kernel">The kernel, as JSON.</param>
internal sealed record LiveState(string Id, ImmutableList<SessionCell> Cells, Func<SessionCell, LiveCell> Told, string Kernel);
