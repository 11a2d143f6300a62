using System.Collections.Concurrent;
using StreamBook.Cli.Document;
using StreamBook.Cli.Session;

namespace StreamBook.Cli.Page.Server;

/// <summary>The book as it is open in the browser: each notebook once, however many tabs show it.</summary>
/// <param name="book">The book.</param>
/// <param name="kernelCommand">A command that starts a kernel; null for the embedded one.</param>
/// <param name="feed">Where all that happens is told.</param>
/// <param name="time">By whose clock a kernel is idle.</param>
internal sealed class Workspace(Book book, string? kernelCommand, EventFeed feed, TimeProvider time) : IAsyncDisposable
{
    /// <summary>After this time without use a kernel ends, and with it its labs.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(60);

    private readonly ConcurrentDictionary<string, Lazy<LiveNotebook>> _open = new(StringComparer.Ordinal);

    public Book Book => book;

    /// <summary>Where the editor's files are, if they are.</summary>
    public string EditorFolder { get; init; } = EditorFiles.Beside;

    public EventFeed Feed => feed;

    public TaskHelp Help => field ??= new(book, Record);

    public LearnerRecord Record { get; } = LearnerRecord.Of(book);

    /// <summary>Every notebook that the page shows, in order, by name.</summary>
    public IReadOnlyList<(string Name, string Path)> Notebooks =>
    [
        .. book.Course.Concat(book.Exercises).Select(path => (Path.ChangeExtension(Path.GetRelativePath(book.Root, path), null).Replace('\\', '/'), path)),
    ];

    /// <summary>The page of each notebook by its full path.</summary>
    public IReadOnlyDictionary<string, string> Pages => Notebooks.ToDictionary(notebook => Path.GetFullPath(notebook.Path), notebook => "/" + notebook.Name);

    /// <summary>Opens a notebook, or finds it open.</summary>
    /// <returns>Null if there is none of that name.</returns>
    /// <exception cref="NotebookException">It cannot be used.</exception>
    public LiveNotebook? Open(string name)
    {
        if (Notebooks.FirstOrDefault(notebook => notebook.Name == name) is not { Path: { } path })
            return null;
        try
        {
            return _open.GetOrAdd(name, _ => new(() => Create(name, path))).Value;
        }
        catch (NotebookException)
        {
            // It may be mended by the next time.
            _open.TryRemove(name, out _);
            throw;
        }
    }

    /// <summary>Where the learner's copy of a notebook is, or will be.</summary>
    public string CopyPath(string name) => book.CopyOf(name);

    /// <summary>Ends the kernels that nobody has used for long.</summary>
    public async Task EndIdleKernelsAsync()
    {
        foreach (var notebook in _open.Values.Where(open => open.IsValueCreated).Select(open => open.Value))
        {
            if (notebook.Session.Kernel.Phase == KernelPhase.Idle && time.GetUtcNow() - notebook.Session.LastUse >= IdleLimit)
                await notebook.Session.EndKernelAsync($"Nothing ran for {IdleLimit.TotalMinutes:0} minutes, so the kernel was ended. Running a cell starts another; run the cells before it again.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_open.Values.Where(open => open.IsValueCreated).Select(open => open.Value.DisposeAsync().AsTask()));
        if (Directory.Exists(LogFolder))
            Directory.Delete(LogFolder, recursive: true);
    }

    private string LogFolder => Path.Combine(book.Root, ".streambook", "log");

    private LiveNotebook Create(string name, string path) => new(
        name, new(path, CopyPath(name)), new(kernelCommand, null, cell => Path.Combine(LogFolder, name, cell + ".txt")) { Time = time }, feed, Record, Help);
}
