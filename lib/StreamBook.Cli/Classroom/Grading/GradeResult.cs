using System.Collections.Immutable;
using StreamBook.Exercises;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>Results of a grading: those of the checks, and ours where no check could say anything.</summary>
internal static class GradeResult
{
    /// <summary>A result of ours.</summary>
    public static CheckResult Of(string task, CheckOutcome outcome, string sentence, string? lastLines) => new()
    {
        Task = task,
        Title = ExerciseTasks.Find(task).Title,
        Outcome = outcome,
        Sentence = sentence,
        LastLines = lastLines is null ? null : Harmless.Text(lastLines),
        Seed = 0,
    };

    /// <summary>A result as it may stand in the teacher's files: it comes from where the submission ran.</summary>
    public static CheckResult Read(CheckResult result) => result with
    {
        Title = ExerciseTasks.Find(result.Task).Title,
        Outcome = Enum.IsDefined(result.Outcome) ? result.Outcome : CheckOutcome.BookBroke,
        Sentence = Harmless.Line(result.Sentence),
        Given = Text(result.Given),
        Expected = Text(result.Expected),
        Arrived = Text(result.Arrived),
        Misconception = Text(result.Misconception),
        Explanation = Text(result.Explanation),
        LastLines = Text(result.LastLines),
        Next = Text(result.Next),
        Held = Texts(result.Held),
        Hints = [],
        Seal = null,
    };

    private static string? Text(string? text) => text is null ? null : Harmless.Text(text);

    private static ImmutableArray<string> Texts(ImmutableArray<string> texts) => texts.IsDefault ? [] : [.. texts.Take(50).Select(Harmless.Line)];
}
