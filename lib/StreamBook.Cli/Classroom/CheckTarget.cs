using System.Collections.Immutable;
using System.Text.RegularExpressions;
using StreamBook.Cli.Commands;
using StreamBook.Cli.Document;
using StreamBook.Exercises;

namespace StreamBook.Cli.Classroom;

/// <summary>Tasks to be checked: some of one solution notebook, as a learner's notebook answers them.</summary>
/// <param name="Notebook">The solution notebook.</param>
/// <param name="Answers">The learner's notebook.</param>
/// <param name="Tasks">Which tasks, in the order of the notebook.</param>
/// <param name="IsOwn">Whether the notebook is the learner's of this book, and not somebody else's.</param>
internal sealed partial record CheckTarget(ExerciseNotebook Notebook, NotebookFile Answers, ImmutableArray<string> Tasks, bool IsOwn)
{
    /// <summary>What a person asked for: <c>06</c>, <c>06.3</c>, or the path of a notebook; the exercises of the book if nothing.</summary>
    /// <exception cref="UsageException">There is no such thing, or it is not clear which.</exception>
    public static IReadOnlyList<CheckTarget> Find(Book book, IReadOnlyList<string> named)
    {
        var all = ExerciseNotebook.All(book);
        var targets = named.Count == 0
            ? all.Select(notebook => OfNotebook(book, notebook, null)).ToArray()
            : [.. named.Select(NumberOf).Distinct().SelectMany(name => Find(book, all, name))];
        return targets.Length > 0 ? targets : throw new UsageException($"There are no exercises below {Path.Combine(book.Root, Book.SolutionsFolder)}.");
    }

    /// <summary>The number as the book writes it, <c>06</c> or <c>06.3</c>, of one written by hand, such as <c>6.3</c>; anything else as it is.</summary>
    public static string NumberOf(string name) => ByHand().Match(name) is { Success: true } match
        ? match.Groups[1].Value.PadLeft(2, '0') + (match.Groups[2].Success ? $".{match.Groups[2].Value}" : "")
        : name;

    /// <summary>The one task that a person named.</summary>
    /// <exception cref="UsageException">There is no such task, or it is a notebook of several.</exception>
    public static ExerciseTask TaskOf(string name)
    {
        var number = NumberOf(name);
        if (ExerciseTasks.All.FirstOrDefault(task => task.Notebook == number) is { } first)
            throw new UsageException($"{number} is a notebook. Name a task of it, such as {first.Id}.");
        return ExerciseTasks.All.FirstOrDefault(task => task.Id == number) ?? throw new UsageException($"There is no task {number}. `book status` shows all of them.");
    }

    private static IEnumerable<CheckTarget> Find(Book book, IReadOnlyList<ExerciseNotebook> all, string name)
    {
        if (!Name().IsMatch(name))
            return OfFile(all, name);
        var number = name.Split('.')[0];
        var task = name.Contains('.', StringComparison.Ordinal) ? name : null;
        if (task is not null && ExerciseTasks.All.All(known => known.Id != task))
            throw new UsageException($"There is no task {task}. {Known(number)}");
        return [OfNotebook(book, One(all.Where(notebook => notebook.Number == number), number), task)];
    }

    /// <summary>The book's own exercise: the one notebook in exercises/ whose name begins with the number.</summary>
    private static CheckTarget OfNotebook(Book book, ExerciseNotebook notebook, string? task)
    {
        string[] there = [.. book.Exercises.Where(path => Path.GetFileName(path).Split('-')[0] == notebook.Number)];
        var path = there switch
        {
            [var one] => one,
            [] => throw new UsageException($"{Relative(notebook.Exercise)}: no such file. `book exercises` makes it."),
            _ => throw new UsageException($"There are several notebooks {notebook.Number}: {string.Join(", ", there.Select(Relative))}. Name one by its path."),
        };
        var tasks = TasksOf(notebook);
        return new(notebook, AnswersTo(book, notebook, path), task is null ? tasks : [task], IsOwn: true);
    }

    /// <summary>
    /// The exercise or, once it was edited in the page, the learner's copy of it. Where both hold answers, the one that
    /// was written last.
    /// </summary>
    private static NotebookFile AnswersTo(Book book, ExerciseNotebook notebook, string path)
    {
        var exercise = NotebookFile.Load(Relative(path));
        var copy = book.CopyOf($"{Book.ExercisesFolder}/{Path.GetFileNameWithoutExtension(path)}");
        return File.Exists(copy) && (exercise.Text == NotebookWriter.Write(notebook.Make()) || File.GetLastWriteTimeUtc(copy) > File.GetLastWriteTimeUtc(path))
            ? NotebookFile.Load(Relative(copy))
            : exercise;
    }

    /// <summary>A notebook of any name: its cells say which tasks it answers.</summary>
    private static IEnumerable<CheckTarget> OfFile(IReadOnlyList<ExerciseNotebook> all, string path)
    {
        var file = NotebookFile.Load(path);
        var found = TaskCells.Parts(file.Notebook).Keys.Where(id => ExerciseTasks.All.Any(task => task.Id == id)).ToArray();
        if (found.Length == 0)
            throw new UsageException($"{path}: no cell of it answers a task. A task's cell has an ID such as {TaskCells.CellId("06.3")}, or begins with `// 06.3`.");
        return found.Select(task => task.Split('.')[0]).Distinct()
            .Select(number => One(all.Where(notebook => notebook.Number == number), number))
            .Select(notebook => new CheckTarget(notebook, file, TasksOf(notebook), IsOwn: false));
    }

    private static ImmutableArray<string> TasksOf(ExerciseNotebook notebook) =>
        [.. NotebookFile.Load(notebook.Solution).Notebook.Cells.Select(TaskCells.TaskOf).OfType<string>()];

    private static ExerciseNotebook One(IEnumerable<ExerciseNotebook> notebooks, string number) => notebooks.ToArray() switch
    {
        [var one] => one,
        [] => throw new UsageException($"There are no exercises {number}. {Known(number)}"),
        var several => throw new UsageException($"There are several solutions {number}: {string.Join(", ", several.Select(notebook => Relative(notebook.Solution)))}."),
    };

    private static string Known(string number) => ExerciseTasks.All.Where(task => task.Notebook == number).Select(task => task.Id).ToArray() switch
    {
        [] => $"There are exercises for {string.Join(", ", ExerciseTasks.All.Select(task => task.Notebook).Distinct())}.",
        var tasks => $"There are {string.Join(", ", tasks)}.",
    };

    private static string Relative(string path) => Path.GetRelativePath(Directory.GetCurrentDirectory(), path);

    [GeneratedRegex(@"^[0-9]{2}(\.[0-9]{1,2})?$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^([0-9]{1,2})(?:\.0?([1-9][0-9]?))?$")]
    private static partial Regex ByHand();
}
