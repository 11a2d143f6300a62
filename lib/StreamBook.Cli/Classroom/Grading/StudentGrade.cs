using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>What became of a submission.</summary>
/// <param name="Name">The student.</param>
/// <param name="Remarks">What the teacher is to know of the submission.</param>
/// <param name="Results">A result for each graded task, in their order.</param>
/// <param name="Key">What it was graded with: the parts, the checks and the way. Of another key, a grade is an old one.</param>
internal sealed record StudentGrade(string Name, ImmutableArray<string> Remarks, ImmutableArray<CheckResult> Results, string Key)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How many tasks were passed.</summary>
    public int Points => Results.Count(result => result.Outcome is CheckOutcome.Passed);

    /// <summary>The tasks of which nothing is known, as the check could not be made.</summary>
    public IEnumerable<string> NotJudged => Results.Where(result => result.Outcome is CheckOutcome.BookBroke).Select(result => result.Task);

    /// <summary>The points of a result; null where the check could not be made.</summary>
    public static int? PointsOf(CheckResult result) => result.Outcome switch
    {
        CheckOutcome.Passed => 1,
        CheckOutcome.BookBroke => null,
        _ => 0,
    };

    /// <summary>An earlier grade with the same key, every task of which was judged; null if there is none.</summary>
    public static StudentGrade? Load(string path, string key)
    {
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize<StudentGrade>(File.ReadAllBytes(path), Json) is { } grade && grade.Key == key && !grade.NotJudged.Any() ? grade : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            // Half of a file, or one of an older book.
            return null;
        }
    }
}
