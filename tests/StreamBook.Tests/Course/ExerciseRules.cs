using System.Text.RegularExpressions;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;
using StreamBook.Exercises;

namespace StreamBook.Tests;

/// <summary>What the tasks of the course keep to, beside being solved by their solutions: each rule with what it has to complain of.</summary>
internal static partial class ExerciseRules
{
    private const int FewestHints = 3, FewestRight = 2, FewestWrong = 3;

    /// <summary>Rules for a pair of notebooks.</summary>
    public static IReadOnlyDictionary<string, Func<Book, ExerciseNotebook, IEnumerable<string>>> OfNotebooks { get; } =
        new Dictionary<string, Func<Book, ExerciseNotebook, IEnumerable<string>>>
        {
            ["the exercise is as it is made from the solution"] = Stale,
            ["each task has one cell and one check, in the order of their numbers, and the book knows it"] = Cells,
            ["the notebook of the course that prepares it has its name, and the two lead to each other"] = Prepared,
            ["it begins with the one way in, and ends by closing its lab if it has one"] = WayInAndOut,
            ["it keeps the rules of the course for cells, links and terms"] = AsTheCourse,
        };

    /// <summary>Rules for a task, with the answers that are expected to it; null where there are none.</summary>
    public static IReadOnlyDictionary<string, Func<Book, ExerciseTask, TaskAnswers?, IEnumerable<string>>> OfTasks { get; } =
        new Dictionary<string, Func<Book, ExerciseTask, TaskAnswers?, IEnumerable<string>>>
        {
            ["it has three hints or more, no two alike"] = (_, task, _) =>
                task.Hints.Distinct().Count() >= FewestHints && task.Hints.Distinct().Count() == task.Hints.Length ? [] : [$"{task.Hints.Length} hints."],
            ["a solution has a cell for it"] = (book, task, _) => Solutions(book).Any(solution => solution.Cells.Any(cell => TaskCells.TaskOf(cell) == task.Id)) ? [] : ["None has."],
            ["a section of the course prepares it"] = Section,
            ["two right answers and three wrong ones are expected, each wrong one with what is said of it"] = (_, _, answers) => Answers(answers),
        };

    private static IEnumerable<string> Stale(Book book, ExerciseNotebook notebook)
    {
        if (!File.Exists(notebook.Exercise) || File.ReadAllText(notebook.Exercise) != NotebookWriter.Write(notebook.Make()))
            yield return "`book exercises --force` makes it.";
    }

    private static IEnumerable<string> Cells(Book book, ExerciseNotebook notebook)
    {
        var cells = CourseNotebook.Load(book, notebook.Solution).Cells;
        var tasks = cells.Select(TaskCells.TaskOf).OfType<string>().ToArray();
        if (!tasks.SequenceEqual(Enumerable.Range(1, tasks.Length).Select(number => $"{notebook.Number}.{number}")))
            yield return $"The tasks are {string.Join(", ", tasks)}.";
        if (!tasks.SequenceEqual(cells.Select(TaskCells.CheckedBy).OfType<string>()))
            yield return "The checks are not those of the tasks, one each, in order.";
        if (tasks.Except(ExerciseTasks.All.Select(task => task.Id)).ToArray() is { Length: > 0 } unknown)
            yield return $"ExerciseTasks does not know {string.Join(", ", unknown)}.";
        foreach (var check in cells.Where(cell => TaskCells.CheckedBy(cell) is not null))
        {
            if (!check.Source.StartsWith($"await Exercise.CheckAsync(\"{TaskCells.CheckedBy(check)}\", ", StringComparison.Ordinal) || TaskCells.Judged(check.Source) is null)
                yield return $"{check.Id} is not `await Exercise.CheckAsync(\"{TaskCells.CheckedBy(check)}\", …)`.";
        }

        // A name that a later task takes too would be its answer, when the earlier check is run again.
        foreach (var judged in cells.Where(cell => TaskCells.CheckedBy(cell) is not null).GroupBy(cell => TaskCells.Judged(cell.Source)).Where(checks => checks.Count() > 1))
            yield return $"{judged.Key} is judged by {judged.Count()} checks.";
        foreach (var cell in cells.Where(cell => TaskCells.TaskOf(cell) is not null))
        {
            if (!TaskCells.Stub(cell.Source).StartsWith($"// {TaskCells.TaskOf(cell)}", StringComparison.Ordinal))
                yield return $"What stands in {cell.Id} before it is solved does not begin with `// {TaskCells.TaskOf(cell)}`.";
        }
    }

    private static IEnumerable<string> Prepared(Book book, ExerciseNotebook notebook)
    {
        var path = book.Course.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == notebook.Name);
        if (path is null)
        {
            yield return $"There is no notebooks/{notebook.Name}.ipynb.";
            yield break;
        }

        var course = CourseNotebook.Load(book, path);
        if (!course.End.Contains($"](../exercises/{notebook.Name}.ipynb)", StringComparison.Ordinal))
            yield return $"The end of notebooks/{notebook.Name}.ipynb has no link to ../exercises/{notebook.Name}.ipynb.";
        var solution = CourseNotebook.Load(book, notebook.Solution);
        if (!solution.Top.Contains($"[{course.Notebook.Title}](../notebooks/{notebook.Name}.ipynb)", StringComparison.Ordinal))
            yield return $"The top has no [{course.Notebook.Title}](../notebooks/{notebook.Name}.ipynb).";
    }

    private static IEnumerable<string> WayInAndOut(Book book, ExerciseNotebook notebook)
    {
        var solution = CourseNotebook.Load(book, notebook.Solution);
        var opens = solution.Code.Any(code => code.Contains("var lab = ", StringComparison.Ordinal));
        if (opens && !solution.Code[1].EndsWith("Exercise.Use(lab);", StringComparison.Ordinal))
            yield return "The cell that opens the lab ends with `Exercise.Use(lab);`.";
        foreach (var complaint in opens ? CellRules.WayInAndOut(solution) : CellRules.Opening(solution))
            yield return complaint;
    }

    private static IEnumerable<string> AsTheCourse(Book book, ExerciseNotebook notebook)
    {
        var solution = CourseNotebook.Load(book, notebook.Solution);
        var exercise = solution with { Notebook = notebook.Make() };
        var unmarked = solution with { Notebook = solution.Notebook with { Cells = [.. solution.Cells.Select(Solved)] } };
        return CellRules.Size(exercise).Concat(CellRules.Size(unmarked)).Concat(LinkRules.Targets(solution)).Concat(TermRules.Spelling(solution)).Concat(CellRules.NoOutputs(solution));
    }

    // What counts for a learner's eyes is the answer; the marks and what stands there instead are not read with it.
    private static Cell Solved(Cell cell) => TaskCells.TaskOf(cell) is null ? cell
        : cell with { Source = string.Join('\n', cell.Source.Split('\n').Where(line => line is not (TaskCells.Begin or TaskCells.End) && !line.StartsWith(TaskCells.Instead, StringComparison.Ordinal))) };

    private static IEnumerable<string> Section(Book book, ExerciseTask task, TaskAnswers? answers)
    {
        var course = book.Course.Where(path => Path.GetFileName(path).StartsWith(task.Notebook, StringComparison.Ordinal)).Select(path => CourseNotebook.Load(book, path)).FirstOrDefault();
        if (course is null || !course.Text.SelectMany(text => Heading().Matches(text)).Any(match => match.Groups[1].Value == task.Section))
            yield return $"Notebook {task.Notebook} has no section “{task.Section}”.";
    }

    private static IEnumerable<string> Answers(TaskAnswers? answers)
    {
        if (answers is null)
        {
            yield return "No answers are expected.";
            yield break;
        }

        if (answers.Right.Length < FewestRight)
            yield return $"{answers.Right.Length} right answers.";
        if (answers.Wrong.Length < FewestWrong)
            yield return $"{answers.Wrong.Length} wrong answers.";
        foreach (var wrong in answers.Wrong.Where(wrong => wrong.Says.Length == 0))
            yield return $"Nothing is said of “{wrong.Name}”.";
        if (answers.Right.Concat(answers.Wrong).GroupBy(answer => answer.Name).Any(alike => alike.Count() > 1))
            yield return "Two answers have one name.";
    }

    private static IEnumerable<Notebook> Solutions(Book book) => book.Solutions.Select(path => NotebookFile.Load(path).Notebook);

    [GeneratedRegex(@"^##+ (?:\d+ · )?(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
