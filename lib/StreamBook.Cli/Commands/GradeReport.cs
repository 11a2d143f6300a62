using System.Globalization;
using Spectre.Console;
using StreamBook.Cli.Classroom.Grading;

namespace StreamBook.Cli.Commands;

/// <summary>The table of a class at the end of `book grade`.</summary>
internal static class GradeReport
{
    /// <summary>A row for each student, a column for each notebook, and below it what there is to know of their submissions.</summary>
    public static void Write(IReadOnlyList<StudentGrade> grades, IReadOnlyList<GradedNotebook> notebooks)
    {
        Console.Out.WriteLine();
        Screen.WriteTable(
            ["Student", ">Points", .. notebooks.Select(notebook => $">{notebook.Number}"), ">Not judged"],
            grades.Select(grade => (string[])[
                Harmless.Line(grade.Name).EscapeMarkup(), Of(grade.Points, grade.Results.Length),
                .. notebooks.Select(notebook => Of(grade.Results.Count(result => notebook.Tasks.Contains(result.Task) && result.Outcome is CheckOutcome.Passed), notebook.Tasks.Length)),
                Count(grade.NotJudged.Count())]));
        foreach (var grade in grades.Where(grade => grade.Remarks.Length > 0))
            Console.Out.WriteLine($"\n{Harmless.Line(grade.Name)}:\n{string.Join('\n', grade.Remarks.Select(remark => $"  {Harmless.Line(remark)}"))}");
        if (grades.Any(grade => grade.NotJudged.Any()))
            Console.Out.WriteLine("\nWhat was not judged counts for nobody: the pages say why. Run it again, and only that is graded anew.");
    }

    private static string Of(int points, int count) => string.Create(CultureInfo.InvariantCulture, $"{points} of {count}");

    private static string Count(int count) => count == 0 ? "" : count.ToString(CultureInfo.InvariantCulture);
}
