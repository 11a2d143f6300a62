using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>A book of a few tiny notebooks in a folder that goes away.</summary>
internal sealed class TempBook : IDisposable
{
    public TempBook() => Directory.CreateDirectory(InBook("notebooks"));

    public string Root { get; } = Directory.CreateTempSubdirectory("streambook-test-").FullName;

    public string InBook(params string[] path) => Path.Combine([Root, .. path]);

    /// <summary>Writes a notebook of code cells; a cell that begins with # is Markdown.</summary>
    public string Notebook(string name, params string[] sources) => Notebook(name,
        [.. Cells(sources)]);

    public string Notebook(string name, Cell[] cells)
    {
        var path = InBook("notebooks", name + ".ipynb");
        File.WriteAllText(path, NotebookWriter.Write(new([.. cells])));
        return path;
    }

    /// <summary>Code cells; one that begins with # is Markdown.</summary>
    public static IEnumerable<Cell> Cells(params string[] sources) =>
        sources.Select((source, index) => new Cell(source.StartsWith('#') && !source.StartsWith("#r") && !source.StartsWith("#!") ? CellKind.Markdown : CellKind.Code, $"c{index + 1}", source));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
