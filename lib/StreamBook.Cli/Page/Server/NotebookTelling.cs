using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>
/// Tells the pages what happens in a session. What the session has and what the pages were told are two things: what was
/// told changes under the lock of the feed, together with the event that tells it, so that a snapshot and an ID belong together.
/// </summary>
internal sealed class NotebookTelling : IAsyncDisposable
{
    // A screen shows no more than 60 pictures a second; much text a tick is better than a little text often.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan _longPause = TimeSpan.FromMilliseconds(250);
    private const int MuchLength = 50_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _name;
    private readonly NotebookSession _session;
    private readonly EventFeed _feed;
    private readonly LearnerRecord _record;
    private readonly TaskHelp _help;
    // By the cell itself: one that comes back under an old ID has put nothing out.
    private readonly ConditionalWeakTable<SessionCell, LiveCell> _told = [];
    private readonly HashSet<SessionCell> _changed = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _telling;
    private string _toldKernel = "";
    private bool _isKernelChanged;

    public NotebookTelling(string name, NotebookSession session, EventFeed feed, LearnerRecord record, TaskHelp help)
    {
        _name = name;
        _session = session;
        _feed = feed;
        _record = record;
        _help = help;
        session.Changed += Note;
        _telling = Task.Run(TellAsync);
    }

    /// <summary>What the pages know of each cell, of the kernel, and up to which event.</summary>
    public LiveState State()
    {
        lock (_feed.Gate)
            return new(_feed.LastId, _session.Cells, Told, KernelJson());
    }

    /// <summary>Gives a hint for the task that a cell checks.</summary>
    public void GiveHint(SessionCell cell)
    {
        lock (_feed.Gate)
        {
            _help.GiveHint(cell.Cell);
            TellHelp(cell);
        }
    }

    /// <summary>The document of an iframe among the outputs, by its fingerprint.</summary>
    public string? IframeDocument(string fingerprint) => _session.Cells
        .SelectMany(cell => cell.Outputs).OfType<CellOutput.Display>()
        .Select(display => display.Formats.GetValueOrDefault("text/html"))
        .FirstOrDefault(html => html is not null && Fingerprint(html) == fingerprint);

    /// <summary>Ends the telling; the session is to be ended before.</summary>
    public async ValueTask DisposeAsync()
    {
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
            var status = CellStatus.Of(cell, _session.Kernel);
            var changes = told.View.Update(cell, OutputName(cell), Address(cell));
            if (status == told.Status && changes.Count == 0)
                return 0;
            told.Status = status;
            if (status.State == CellState.Passed)
                _record.AddPassed(_name, cell.Id);
            var data = JsonSerializer.Serialize(new { notebook = _name, cell = cell.Id, status, changes }, _json);
            _feed.Publish("cell", data);
            if (status is { State: CellState.Passed, IsOld: false } && _help.Keep(cell, new([.. _session.Cells.Select(other => other.Cell)])))
                TellHelp(cell);
            return data.Length;
        }
    }

    private void TellHelp(SessionCell cell) =>
        _feed.Publish("help", JsonSerializer.Serialize(new { notebook = _name, cell = cell.Id, html = _help.Html(_name, cell.Cell) }, _json));

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
        foreach (var cell in _session.Cells.Where(cell => cell.KernelNumber > 0))
            _ = Tell(cell);
    }

    private LiveCell Told(SessionCell cell) =>
        _told.GetValue(cell, untold => new() { Status = CellStatus.Of(untold, _session.Kernel) });

    private string KernelJson() => JsonSerializer.Serialize(
        new { notebook = _name, phase = _session.Kernel.Phase, number = _session.Kernel.Number, reason = _session.Kernel.Reason }, _json);

    private string OutputName(SessionCell cell) => $"Output of cell {_session.Cells.IndexOf(cell) + 1}";

    private OutputAddress Address(SessionCell cell) => new(html => $"/frame/{Fingerprint(html)}/{_name}", $"/log/{cell.Id}/{_name}");

    private static string Fingerprint(string html) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(html)))[..24];
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
