using System.Text.Json;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>`book grade` without containers: what it refuses, and what it does when it is told to.</summary>
[FullLane]
public sealed class GradeCommandTests : IDisposable
{
    private readonly TempExercises _book = new();

    public GradeCommandTests()
    {
        Directory.CreateDirectory(Folder);
        File.Copy(_book.Solution, Path.Combine(Folder, "Ada Öberg.ipynb"));
    }

    private string Folder => Path.Combine(_book.Root, "class");

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task Without_an_engine_it_refuses_and_says_what_would_be_done_otherwise()
    {
        var result = (await BookProcess.RunAsync(_book.Root, [("PATH", _book.Root), ("DOCKER_HOST", "unix:///nowhere")], ["grade", Folder])).ShouldExitWith(2);

        result.Error.ShouldContain("`--unisolated`");
        Directory.Exists(Folder + "-grades").ShouldBeFalse();
    }

    [Fact]
    public async Task Unisolated_it_grades_on_this_machine_and_says_so()
    {
        var result = (await _book.RunAsync("grade", Folder, "1.1", "01.2", "--unisolated", "--out", Path.Combine(_book.Root, "out"))).ShouldExitWith(0);

        result.Error.ShouldContain("Unisolated: the submissions run as programs of yours.");
        result.Output.ShouldContain("[1/1] Ada Öberg: 2 of 2");
        var student = JsonElement.Parse(File.ReadAllText(Path.Combine(_book.Root, "out", "grades.json")))[0];
        student.GetProperty("results").EnumerateArray().Select(task => task.GetProperty("outcome").GetString()).ShouldBe(["Passed", "Passed"]);
    }

    [Fact]
    public async Task A_submission_has_so_much_time_and_what_is_not_checked_by_then_is_told()
    {
        var slow = NotebookFile.Load(_book.Solution).Notebook;
        File.WriteAllText(Path.Combine(Folder, "Ada Öberg.ipynb"), NotebookWriter.Write(slow with
        {
            Cells = [.. slow.Cells.Select(cell => TaskCells.TaskOf(cell) == "01.2" ? cell with { Source = "await Task.Delay(-1);" } : cell)],
        }));

        (await _book.RunAsync("grade", Folder, "01.2", "01.3", "--unisolated", "--minutes", "0.2")).ShouldExitWith(0);

        JsonElement.Parse(File.ReadAllText(Path.Combine(Folder + "-grades", "grades.json")))[0].GetProperty("results").EnumerateArray()
            .Select(task => task.GetProperty("sentence").GetString()).ShouldAllBe(sentence => sentence == "The time for one submission was used up: 0.2 min.");
    }

    [Theory]
    [InlineData("gone", "", "no such folder")]
    [InlineData("class", "99", "There are no tasks 99.")]
    [InlineData("class", "--jobs=0", "--jobs: between 1 and 64.")]
    [InlineData("class", "--out=class/grades", "the grades cannot go among the submissions")]
    public async Task Bad_input_gets_a_sentence_and_2(string folder, string more, string sentence) =>
        (await _book.RunAsync(more.Length == 0 ? ["grade", folder] : ["grade", folder, more])).ShouldExitWith(2).Error.ShouldContain(sentence);
}
