using StreamBook.Cli.Document;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>
/// Grades one notebook of a submission: all its parts together first, as in the notebook. Once a check could not be
/// made, a part before it may have spoilt the place where they run, so whatever is not judged by then is judged alone, in a
/// new one.
/// </summary>
/// <param name="notebook">What is graded.</param>
/// <param name="parts">The learner's parts.</param>
/// <param name="seat">Where they run; null for this machine itself.</param>
/// <param name="results">Where the results go, by task.</param>
internal sealed class NotebookGrading(GradedNotebook notebook, IReadOnlyDictionary<string, string> parts, GradingSeat? seat, Dictionary<string, CheckResult> results)
{
    // What the checks of a whole notebook put out is some 2 MiB.
    private const long MostByteCount = 64 << 20;

    /// <param name="cancellationToken">The time of the submission is used up: the rest of the tasks get no result.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(notebook.Tasks, parts, cancellationToken);
        foreach (var task in notebook.Tasks.Where(task => !IsJudged(task)).ToArray())
        {
            if (cancellationToken.IsCancellationRequested)
                return;
            if (seat is not null)
                await seat.ClearAsync();
            await CheckAsync([task], Alone(task), cancellationToken);
        }
    }

    private bool IsJudged(string task) => results.TryGetValue(task, out var result) && result.Outcome is not CheckOutcome.BookBroke;

    private async Task CheckAsync(IReadOnlyCollection<string> tasks, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken)
    {
        using var spoilt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await using var check = new SolutionCheck(notebook.Solution, seat?.KernelCommand, MostByteCount);
            await check.CheckAsync(tasks, answers, result =>
            {
                results[result.Task] = GradeResult.Read(result);
                if (result.Outcome is CheckOutcome.BookBroke)
                    spoilt.Cancel();
            }, spoilt.Token);
        }
        catch (OperationCanceledException)
        {
            // What has no result yet gets one later.
        }
        catch (Exception e)
        {
            // Of one submission, or of our own: the rest of the class is not to suffer for it.
            foreach (var task in tasks.Where(task => !IsJudged(task)))
                results[task] = GradeResult.Of(task, CheckOutcome.BookBroke, "The grading of this task failed.", $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>One part of the learner's among cells as they were given.</summary>
    private Dictionary<string, string> Alone(string task)
    {
        var alone = notebook.Solution.Notebook.Cells.Where(cell => TaskCells.TaskOf(cell) is not null).ToDictionary(cell => TaskCells.TaskOf(cell)!, cell => TaskCells.Stub(cell.Source));
        alone.Remove(task);
        if (parts.TryGetValue(task, out var part))
            alone[task] = part;
        return alone;
    }
}
