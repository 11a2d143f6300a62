using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>A book with the exercises and solutions of ours in a folder that goes away: what a learner does to it is theirs.</summary>
internal sealed class TempExercises : IDisposable
{
    private static readonly string _ours = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    public TempExercises()
    {
        Directory.CreateDirectory(Path.Combine(Root, "notebooks"));
        // Where the notebooks find the library.
        Directory.CreateSymbolicLink(Path.Combine(Root, "artifacts"), Path.Combine(_ours, "artifacts"));
        foreach (var folder in (string[])["exercises", "solutions"])
        {
            Directory.CreateDirectory(Path.Combine(Root, folder));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_ours, folder), "01-*.ipynb"))
                File.Copy(file, Path.Combine(Root, folder, Path.GetFileName(file)));
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("streambook-test-").FullName;

    public string Exercise => Path.Combine(Root, "exercises", "01-event-stream-format.ipynb");

    public string Solution => Path.Combine(Root, "solutions", "01-event-stream-format.ipynb");

    public Book Book => new(Root);

    public Task<BookResult> RunAsync(params string[] args) => BookProcess.RunAsync(Root, args);

    public Notebook Read() => NotebookFile.Load(Exercise).Notebook;

    public void Write(Notebook notebook) => File.WriteAllText(Exercise, NotebookWriter.Write(notebook));

    /// <summary>Writes an answer into the cell of a task.</summary>
    public void Answer(string task, string source) => Write(Read() with { Cells = [.. Read().Cells.Select(cell => TaskCells.TaskOf(cell) == task ? cell with { Source = source } : cell)] });

    public void Dispose()
    {
        Directory.Delete(Path.Combine(Root, "artifacts"));
        Directory.Delete(Root, recursive: true);
    }
}
