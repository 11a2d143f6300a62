using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamBook.Exercises;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>Grades submissions: the learner's parts in our own notebooks, checked by our own checks.</summary>
/// <param name="notebooks">What is graded.</param>
/// <param name="room">Where the parts run; null for this machine itself.</param>
/// <param name="limit">How long one submission may take.</param>
internal sealed class Grader(IReadOnlyList<GradedNotebook> notebooks, GradingRoom? room, TimeSpan limit)
{
    private readonly string _book = string.Concat(notebooks.Select(notebook => $"{string.Join(' ', notebook.Tasks)}\n{notebook.Solution.Text}\n")) + typeof(Exercise).Module.ModuleVersionId + (room is null);

    /// <summary>What a grade of these answers is known by.</summary>
    public string KeyOf(SubmittedAnswers answers) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_book + JsonSerializer.Serialize(new { answers.Notebooks, answers.Parts, answers.Remarks }))))[..16];

    /// <summary>Grades a submission. Whatever happens, each task gets a result.</summary>
    /// <exception cref="OperationCanceledException">The teacher gave up.</exception>
    public async Task<StudentGrade> GradeAsync(SubmittedAnswers answers, CancellationToken cancellationToken)
    {
        var results = new Dictionary<string, CheckResult>();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        var seat = room?.Seat();
        foreach (var notebook in notebooks)
        {
            if (answers.Notebooks.Contains(notebook.Number))
                await new NotebookGrading(notebook, answers.Parts, seat, results).RunAsync(time.Token);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var task in notebook.Tasks)
                results.TryAdd(task, Missing(task, answers, notebook, time.IsCancellationRequested));
        }

        if (seat is not null)
            await seat.ClearAsync();
        return new(answers.Student.Name, answers.Remarks, [.. notebooks.SelectMany(notebook => notebook.Tasks).Select(task => results[task])], KeyOf(answers));
    }

    private CheckResult Missing(string task, SubmittedAnswers answers, GradedNotebook notebook, bool isLate) =>
        !answers.Notebooks.Contains(notebook.Number) ? GradeResult.Of(task, CheckOutcome.NotYet, "Nothing was handed in for it.", null)
        : isLate ? GradeResult.Of(task, CheckOutcome.ProgramBroke, string.Create(CultureInfo.InvariantCulture, $"The time for one submission was used up: {limit.TotalMinutes:0.##} min."), null)
        : GradeResult.Of(task, CheckOutcome.BookBroke, "The check gave no result.", null);
}
