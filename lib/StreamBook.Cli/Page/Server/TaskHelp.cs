using System.Text;
using System.Text.Json;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Session;
using StreamBook.Exercises;

namespace StreamBook.Cli.Page.Server;

/// <summary>What stands below the check of a task: hints one by one, and the book's solution once the check has passed.</summary>
/// <param name="book">The book.</param>
/// <param name="record">How many hints were given.</param>
internal sealed class TaskHelp(Book book, LearnerRecord record)
{
    /// <summary>The help below a cell.</summary>
    /// <param name="name">The notebook, such as <c>exercises/06-nginx-recipe</c>.</param>
    /// <param name="cell">The cell.</param>
    /// <returns>Empty for a cell that checks no task of this book.</returns>
    public string Html(string name, Cell cell)
    {
        if (TaskOf(cell) is not { } task)
            return "";
        var given = Math.Min(record.HintCount(task.Id), task.Hints.Length);
        var html = new StringBuilder($"<section class=\"help\" aria-label=\"Help with {task.Id}\" tabindex=\"-1\">\n");
        if (given > 0)
            html.Append($"<ol>\n{string.Concat(task.Hints.Take(given).Select(hint => $"<li>{PageLayout.Prose(hint)}</li>\n"))}</ol>\n");
        if (given < task.Hints.Length)
            html.Append($"<button type=\"button\" data-do=\"hint\">{(given == 0 ? "Show a hint" : "Show another hint")} ({given + 1} of {task.Hints.Length})</button>\n");
        if (LearnerProgress.Of(book)[task.Id]?.Outcome is CheckOutcome.Passed && Solution(name, task.Id) is { } solution)
        {
            html.Append($"""
                <details class="solution"><summary>The book's solution of {task.Id}</summary>
                <pre class="source" tabindex="0" role="region" aria-label="Solution of {task.Id}"><code>{CSharpHtml.Of(solution)}</code></pre>
                </details>

                """);
        }

        return html.Append("</section>\n").ToString();
    }

    /// <summary>Gives one hint more.</summary>
    public void GiveHint(Cell cell)
    {
        if (TaskOf(cell) is { } task && record.HintCount(task.Id) < task.Hints.Length)
            record.AddHint(task.Id);
    }

    /// <summary>Keeps what a check said, as `book check` does, so that both agree on how far the learner came.</summary>
    /// <param name="cell">The cell of the check, which has run.</param>
    /// <param name="notebook">The learner's notebook, with the answer that was checked.</param>
    /// <returns>Whether there was something to keep.</returns>
    public bool Keep(SessionCell cell, Notebook notebook)
    {
        if (TaskOf(cell.Cell) is not { } task || CheckOutput.Of(cell.Outputs) is not { } result || result.Task != task.Id)
            return false;
        var progress = LearnerProgress.Of(book);
        progress.Keep(result, TaskCells.Parts(notebook).GetValueOrDefault(task.Id)?.Source ?? "");
        progress.Save();
        return true;
    }

    /// <summary>How many tasks of an exercise are solved, and how many there are.</summary>
    public (int Solved, int Count) Progress(Notebook exercise)
    {
        var progress = LearnerProgress.Of(book);
        string[] tasks = [.. exercise.Cells.Select(TaskCells.TaskOf).OfType<string>()];
        return (tasks.Count(task => progress[task]?.Outcome is CheckOutcome.Passed), tasks.Length);
    }

    private static ExerciseTask? TaskOf(Cell cell) =>
        TaskCells.CheckedBy(cell) is { } id ? ExerciseTasks.All.FirstOrDefault(task => task.Id == id) : null;

    private string? Solution(string name, string task)
    {
        try
        {
            var path = Path.Combine(book.Root, Book.SolutionsFolder, Path.GetRelativePath(Book.ExercisesFolder, name) + ".ipynb");
            return NotebookFile.Load(path).Notebook.Cells.FirstOrDefault(cell => TaskCells.TaskOf(cell) == task) is { } cell ? TaskCells.Answer(cell.Source) : null;
        }
        catch (NotebookException)
        {
            return null;
        }
    }
}
