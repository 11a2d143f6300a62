using StreamBook.Cli.Document;

namespace StreamBook.Cli.Classroom;

/// <summary>A solution and the exercise made from it, on mirrored paths.</summary>
/// <param name="Solution">The path of the solution.</param>
/// <param name="Exercise">The path of the exercise.</param>
internal sealed record ExerciseNotebook(string Solution, string Exercise)
{
    /// <summary>The number that their names begin with, such as <c>06</c>.</summary>
    public string Number => Path.GetFileName(Solution).Split('-')[0];

    /// <summary>What the exercise is called, such as <c>06-nginx-recipe</c>.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Solution);

    /// <summary>Every pair of the book, in the order of their names; the exercises need not be there.</summary>
    public static IReadOnlyList<ExerciseNotebook> All(Book book) =>
        [.. book.Solutions.Select(path => new ExerciseNotebook(path, Path.Combine(book.Root, Book.ExercisesFolder, Path.GetRelativePath(Path.Combine(book.Root, Book.SolutionsFolder), path))))];

    /// <summary>The exercise as it is made from the solution: each learner's part replaced by what stands there instead.</summary>
    /// <exception cref="NotebookException">A task's cell is not as it is to be.</exception>
    public Notebook Make()
    {
        var solution = NotebookFile.Load(Solution).Notebook;
        return solution with { Cells = [.. solution.Cells.Select(Unsolved)] };
    }

    private Cell Unsolved(Cell cell)
    {
        if (TaskCells.TaskOf(cell) is not { } task)
            return cell;
        try
        {
            return cell with { Source = TaskCells.Stub(cell.Source) };
        }
        catch (FormatException e)
        {
            throw new NotebookException(Solution, $"task {task}: {e.Message}", e);
        }
    }
}
