using System.Net;
using StreamBook.Cli.Page;
using StreamBook.Exercises;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>The page of a student: what the checks said, beside what was handed in. It names nobody else, needs nothing beside it and runs nothing.</summary>
internal static class StudentPage
{
    public static string Render(StudentGrade grade, SubmittedAnswers answers)
    {
        var name = Harmless.Line(grade.Name);
        var remarks = grade.Remarks.Length == 0 ? "" : $"<ul>\n{string.Concat(grade.Remarks.Select(remark => $"<li>{PageLayout.Prose(Harmless.Line(remark))}</li>\n"))}</ul>\n";
        return PageLayout.Render(name, $"""
            <main id="content">
            <h1>{WebUtility.HtmlEncode(name)}</h1>
            <p><strong>{grade.Points} of {grade.Results.Length} passed</strong>{(grade.NotJudged.Any() ? $"; not judged, as the check could not be made: {string.Join(", ", grade.NotJudged)}" : "")}</p>
            {remarks}{string.Concat(grade.Results.Select(result => Task(result, answers)))}</main>
            """);
    }

    private static string Task(CheckResult result, SubmittedAnswers answers) => $"""
        <section aria-label="Task {result.Task}">
        {ShownCheckResult.Html(result)}
        {(answers.Parts.TryGetValue(result.Task, out var part) ? $"<details><summary>The answer to {result.Task}</summary>\n<pre class=\"source\" tabindex=\"0\"><code>{WebUtility.HtmlEncode(Harmless.Text(part))}</code></pre></details>" : "")}
        </section>

        """;
}
