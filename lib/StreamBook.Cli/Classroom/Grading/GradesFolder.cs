using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamBook.Cli.Commands;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>
/// What a teacher gets: <c>grades.csv</c>, <c>grades.json</c>, and in <c>students/</c> a page for each student, with
/// what is needed to go on after an interruption beside it.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class GradesFolder(string path)
{
    /// <summary>The grade of a student from an earlier run, if nothing changed since; null otherwise.</summary>
    public StudentGrade? Earlier(Student student, string key) => StudentGrade.Load(FileOf(student.Name, ".json"), key);

    /// <summary>Keeps a grade, and writes the student's page.</summary>
    public void Keep(StudentGrade grade, SubmittedAnswers answers)
    {
        Writing.Text(FileOf(grade.Name, ".html"), StudentPage.Render(grade, answers));
        // What says that the student is done comes last.
        Writing.Text(FileOf(grade.Name, ".json"), JsonSerializer.Serialize(grade, StudentGrade.Json));
    }

    /// <summary>Writes the grades of the class.</summary>
    public void Write(IReadOnlyList<StudentGrade> grades)
    {
        var shown = grades.Select(grade => new { grade.Name, grade.Points, Of = grade.Results.Length, grade.NotJudged, grade.Remarks, grade.Results });
        Writing.Text(Path.Combine(path, "grades.json"), JsonSerializer.Serialize(shown, StudentGrade.Json) + "\n");
        // A spreadsheet takes a file without this mark for one in the machine's old encoding.
        Writing.Text(Path.Combine(path, "grades.csv"), "\ufeff" + Csv(grades));
    }

    // One column for the points of each task, to be added up, and behind all of them one for its reason.
    private static string Csv(IReadOnlyList<StudentGrade> grades)
    {
        string[] tasks = [.. grades[0].Results.Select(result => result.Task)];
        var csv = new StringBuilder();
        Row(["student", "points", "of", .. tasks, .. tasks.Select(task => $"{task} why"), "remarks"]);
        foreach (var grade in grades)
        {
            Row([
                grade.Name, Number(grade.Points), Number(grade.Results.Length), .. grade.Results.Select(result => Number(StudentGrade.PointsOf(result))),
                .. grade.Results.Select(Reason), string.Join(" ", grade.Remarks)]);
        }

        return csv.ToString();

        void Row(IEnumerable<string> fields) => csv.AppendJoin(',', fields.Select(Harmless.Field)).Append("\r\n");
    }

    private static string Number(int? number) => number is { } known ? known.ToString(CultureInfo.InvariantCulture) : "";

    private static string Reason(CheckResult result) => result.Outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.NotYet => result.Sentence,
        CheckOutcome.ProgramBroke => $"broke: {result.Sentence} {result.LastLines?.Split('\n')[0]}".TrimEnd(),
        _ => $"not judged: {result.Sentence}",
    };

    private string FileOf(string student, string extension) => Path.Combine(path, "students", Harmless.FileName(student) + extension);
}
