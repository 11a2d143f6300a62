using System.Collections.Immutable;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>A solution notebook of the book, and which of its tasks are graded.</summary>
/// <param name="Number">Such as <c>06</c>.</param>
/// <param name="Solution">The notebook.</param>
/// <param name="AllTasks">Its tasks, in their order.</param>
/// <param name="Tasks">Those that are graded.</param>
internal sealed record GradedNotebook(string Number, NotebookFile Solution, ImmutableArray<string> AllTasks, ImmutableArray<string> Tasks)
{
    public static IReadOnlyList<GradedNotebook> All(Book book) =>
    [
        .. from notebook in ExerciseNotebook.All(book)
           let solution = NotebookFile.Load(notebook.Solution)
           let tasks = solution.Notebook.Cells.Select(TaskCells.TaskOf).OfType<string>().ToImmutableArray()
           where tasks.Length > 0
           select new GradedNotebook(notebook.Number, solution, tasks, tasks),
    ];

    /// <summary>With the tasks that a teacher named, as <c>06</c> or <c>06.3</c>; all of those of whatever the class has handed in, if none.</summary>
    /// <exception cref="Commands.UsageException">There is no such task.</exception>
    public static IReadOnlyList<GradedNotebook> Chosen(IReadOnlyList<GradedNotebook> all, IReadOnlyCollection<string> named, IEnumerable<SubmittedAnswers> handedIn)
    {
        if (named.FirstOrDefault(name => !all.Any(notebook => notebook.Number == name || notebook.AllTasks.Contains(name))) is { } unknown)
            throw new Commands.UsageException($"There are no tasks {unknown}. There are {string.Join(", ", all.Select(notebook => notebook.Number))}, and their tasks such as {all[0].AllTasks[0]}.");
        var numbers = handedIn.SelectMany(answers => answers.Notebooks).ToHashSet();
        return
        [
            .. all.Select(notebook => notebook with
            {
                Tasks = named.Count == 0 ? numbers.Contains(notebook.Number) ? notebook.AllTasks : []
                    : [.. notebook.AllTasks.Where(task => named.Contains(notebook.Number) || named.Contains(task))],
            }).Where(notebook => notebook.Tasks.Length > 0),
        ];
    }
}
