using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>What somebody did to the checks of a notebook. It changes nothing, as only their parts are graded, but a teacher wants to know.</summary>
internal static partial class ChangedChecks
{
    /// <summary>A sentence for each kind of change, with the tasks it was made to.</summary>
    /// <param name="submitted">What was handed in.</param>
    /// <param name="graded">The notebook as it was given.</param>
    public static IEnumerable<string> In(Notebook submitted, GradedNotebook graded)
    {
        var ours = graded.Solution.Notebook.Cells.Where(cell => TaskCells.CheckedBy(cell) is not null).ToDictionary(cell => TaskCells.CheckedBy(cell)!, cell => cell.Source.Trim());
        var changes = graded.AllTasks.Where(ours.ContainsKey).Select(task => (task, What: Change(submitted, task, ours[task])))
            .Concat(graded.AllTasks.Where(task => submitted.Cells.Count(cell => TaskCells.AnsweredBy(cell) == task) > 1).Select(task => (task, What: (string?)"There are several cells for the task; the one with the task's ID counts, or else the first")));
        return from change in changes
               where change.What is not null
               group change.task by change.What into tasks
               select $"{tasks.Key}: {string.Join(", ", tasks)}.";
    }

    private static string? Change(Notebook submitted, string task, string ours)
    {
        string[] checks = [.. submitted.Cells.Where(cell => cell.Kind is CellKind.Code && (TaskCells.CheckedBy(cell) == task || Checked(cell).Contains(task))).Select(cell => cell.Source.Trim())];
        return checks switch
        {
            [] => "The check was deleted, which changes nothing",
            [var one] => one == ours ? null : "The check was edited, which changes nothing",
            _ => "The check was doubled, which changes nothing",
        };
    }

    private static IEnumerable<string> Checked(Cell cell) => Call().Matches(cell.Source).Select(match => match.Groups["task"].Value);

    [GeneratedRegex(@"\bCheckAsync\(\s*""(?<task>[0-9.]+)""")]
    private static partial Regex Call();
}
