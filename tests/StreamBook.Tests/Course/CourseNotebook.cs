using System.Globalization;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>A notebook as a part of the course: what the rules look at.</summary>
internal sealed record CourseNotebook(Book Book, string Path, Notebook Notebook)
{
    public string FileName { get; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The number that its file's name begins with; 0 where it begins otherwise.</summary>
    public int Number => int.TryParse(FileName.Split('-')[0], CultureInfo.InvariantCulture, out var number) ? number : 0;

    public IReadOnlyList<Cell> Cells => Notebook.Cells;

    /// <summary>The sources of its code cells, in order.</summary>
    public IReadOnlyList<string> Code => [.. Cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => cell.Source)];

    /// <summary>The sources of its Markdown cells, in order.</summary>
    public IReadOnlyList<string> Text => [.. Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => cell.Source)];

    public string Top => Text.FirstOrDefault("");

    public string End => Text.LastOrDefault("");

    public static CourseNotebook Load(Book book, string path) => new(book, path, NotebookFile.Load(path).Notebook);

    /// <summary>The one before it in the course; null for the first.</summary>
    public CourseNotebook? Previous() => Neighbour(-1);

    /// <summary>The one after it in the course; null for the last.</summary>
    public CourseNotebook? Next() => Neighbour(1);

    private CourseNotebook? Neighbour(int step)
    {
        var course = Book.Course.Where(CourseTests.IsNumbered).ToList();
        var place = course.IndexOf(Path) + step;
        return place >= 0 && place < course.Count ? Load(Book, course[place]) : null;
    }
}
