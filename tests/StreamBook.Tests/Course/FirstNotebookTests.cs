using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

public sealed partial class FirstNotebookTests
{
    [Fact]
    public void The_way_through_names_each_notebook_that_follows_with_the_minutes_that_it_asks_for()
    {
        var book = Book.Find(AppContext.BaseDirectory)!;
        var course = book.Course.Where(CourseTests.IsNumbered).Select(path => CourseNotebook.Load(book, path)).ToList();

        course.Count.ShouldBeGreaterThan(1);
        course.Skip(1).Select(Row).Where(row => !course[0].Text.Any(text => text.Contains(row, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static string Row(CourseNotebook notebook) => Title().Match(notebook.Top) is { Success: true } title
        ? $"| {title.Groups[1].Value} | [{title.Groups[2].Value}]({notebook.FileName}.ipynb) | {Minutes().Match(notebook.Top).Groups[1].Value} |"
        : notebook.Top;

    [GeneratedRegex(@"^# (\d\d) · (.+)$", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex(@"About (\d+) minutes")]
    private static partial Regex Minutes();
}
