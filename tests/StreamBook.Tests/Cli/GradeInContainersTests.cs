using System.Text.Json;

namespace StreamBook.Tests;

/// <summary>`book grade` in containers: what hostile and careless submissions do, and what becomes of them.</summary>
[Collection(ContainerCollection.Name)]
public sealed class GradeInContainersTests(HandedInClass handedIn) : IClassFixture<HandedInClass>
{
    private const int TaskCount = 6;

    [ContainerFact]
    public void Who_solved_all_has_all_points_whatever_the_name_of_the_file_and_the_place_in_a_zip()
    {
        handedIn.Graded!.ShouldExitWith(0);
        handedIn.Of["Åsa Öberg"].Points.ShouldBe(TaskCount);
        handedIn.Of["李雷"].Points.ShouldBe(TaskCount);
        Directory.EnumerateFiles(Path.GetDirectoryName(handedIn.Folder)!, "escaped*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [ContainerTheory]
    [InlineData("Endless", "Still running after 30 s.")]
    [InlineData("flood", "It wrote more than 64 MiB.")]
    [InlineData("one long line", "It wrote more than 64 MiB.")]
    [InlineData("memory", "The kernel ended while a cell was running.")]
    [InlineData("home", "Could not find")]
    [InlineData("disk", "nowhere")]
    public void An_answer_that_breaks_out_breaks_its_own_task_only(string student, string lastLines)
    {
        var grade = handedIn.Of[student];
        grade.Results[0].Outcome.ShouldBe(CheckOutcome.ProgramBroke);
        grade.Results[0].LastLines.ShouldNotBeNull().ShouldContain(lastLines);
        grade.Results[0].LastLines!.ShouldNotContain("docker");
        grade.Results.Skip(1).ShouldAllBe(result => result.Outcome == CheckOutcome.NotYet);
    }

    [ContainerFact]
    public void A_fork_bomb_ends_with_its_container()
    {
        handedIn.Of["fork bomb"].Results[0].Outcome.ShouldNotBe(CheckOutcome.Passed);
        handedIn.Of["fork bomb"].Results.Skip(1).ShouldAllBe(result => result.Outcome == CheckOutcome.NotYet);
    }

    [ContainerFact]
    public void No_request_leaves_the_container()
    {
        handedIn.Of["network"].Results[0].Outcome.ShouldBe(CheckOutcome.NotYet);
        handedIn.WasReached.ShouldBeFalse();
    }

    [ContainerFact]
    public void A_forged_verdict_is_none() => handedIn.Of["forged"].Results.ShouldAllBe(result => result.Outcome == CheckOutcome.NotYet);

    [ContainerTheory]
    [InlineData("broken", "half.ipynb: broken JSON")]
    [InlineData("wrong", "wrong/other.ipynb: the wrong notebook, no cell of it answers a task.")]
    [InlineData("link", "link/answers.ipynb: a link, which is not followed.")]
    [InlineData("two versions", "two versions/a.ipynb: not graded, as two versions/b.ipynb is newer.")]
    [InlineData("checks", "The check was deleted, which changes nothing: 01.1.")]
    [InlineData("checks", "The check was edited, which changes nothing: 01.2.")]
    [InlineData("checks", "The check was doubled, which changes nothing: 01.3.")]
    public void What_is_wrong_with_a_submission_is_told_and_has_no_points(string student, string remark)
    {
        handedIn.Of[student].Points.ShouldBe(0);
        handedIn.Of[student].Remarks.ShouldContain(said => said.Contains(remark, StringComparison.Ordinal));
        handedIn.Graded!.Output.ShouldContain(remark);
    }

    [ContainerFact]
    public void The_grades_are_a_table_a_spreadsheet_a_document_and_pages()
    {
        var csv = File.ReadAllLines(Path.Combine(handedIn.Grades, "grades.csv"));
        csv[0].ShouldBe("student,points,of,01.1,01.2,01.3,01.4,01.5,01.6,01.1 why,01.2 why,01.3 why,01.4 why,01.5 why,01.6 why,remarks");
        csv.ShouldContain(line => line.StartsWith("Åsa Öberg,6,6,1,1,1,1,1,1,passed,", StringComparison.Ordinal));
        csv.ShouldContain(line => line.StartsWith("'=HYPERLINK(1) <img", StringComparison.Ordinal));
        csv.ShouldAllBe(line => !line.StartsWith('='));
        var json = JsonElement.Parse(File.ReadAllText(Path.Combine(handedIn.Grades, "grades.json")));
        json.GetArrayLength().ShouldBe(csv.Length - 1);
        json.EnumerateArray().Single(student => student.GetProperty("name").GetString() == "李雷").GetProperty("points").GetInt32().ShouldBe(TaskCount);
        handedIn.Graded!.Output.ShouldContain("Åsa Öberg");
        var page = Directory.EnumerateFiles(Path.Combine(handedIn.Grades, "students"), "HYPERLINK*.html").ShouldHaveSingleItem();
        File.ReadAllText(page).ShouldSatisfyAllConditions(
            html => html.ShouldContain("&lt;img src=x"),
            html => html.ShouldContain("&lt;script&gt;alert(1)"),
            html => html.ShouldNotContain("<img"),
            html => html.ShouldNotContain("<script>alert"));
    }

    [ContainerFact]
    public void Nothing_of_the_teachers_is_in_what_the_students_get() =>
        Directory.EnumerateFiles(handedIn.Grades, "*", SearchOption.AllDirectories).Select(File.ReadAllText).ShouldAllBe(text => !text.Contains(HandedInClass.Secret));

    [ContainerFact]
    public void A_run_that_was_killed_leaves_no_container_and_the_next_goes_on_where_it_was()
    {
        handedIn.LeftByTheKilled.ShouldBeEmpty();
        handedIn.Graded!.Output.ShouldMatch(@"^\d+ submissions, [1-9]\d* of them graded before\.\n");
    }

    [ContainerFact]
    public async Task Nobody_is_graded_twice_and_nothing_is_left_behind()
    {
        var again = (await handedIn.AgainAsync()).ShouldExitWith(0);
        again.Output.ShouldMatch(@"^(\d+) submissions, \1 of them graded before\.\n");
        (await HandedInClass.ContainersAsync()).ShouldBeEmpty();
    }
}
