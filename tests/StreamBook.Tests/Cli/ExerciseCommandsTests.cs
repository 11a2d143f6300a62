using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;
using StreamBook.Exercises;

namespace StreamBook.Tests;

/// <summary>`book exercises`, `book reset`, `book watch`: what happens to a learner's notebook.</summary>
public sealed class ExerciseCommandsTests : IDisposable
{
    private readonly TempExercises _book = new();

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task Exercises_are_made_from_solutions_and_made_again_they_are_the_same()
    {
        var made = File.ReadAllText(_book.Exercise);
        File.Delete(_book.Exercise);

        (await _book.RunAsync("exercises")).ShouldExitWith(0).Output.ShouldContain("written");

        File.ReadAllText(_book.Exercise).ShouldBe(made);
        made.ShouldNotContain("SOLUTION");
        (await _book.RunAsync("exercises")).ShouldExitWith(0).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_is_not_replaced_unless_it_is_asked_for()
    {
        _book.Answer("01.1", "var threeEvents = \"mine\";");

        (await _book.RunAsync("exercises")).ShouldExitWith(2).Error.ShouldContain("01.1");
        File.ReadAllText(_book.Exercise).ShouldContain("mine");

        (await _book.RunAsync("exercises", "--force")).ShouldExitWith(0);
        File.ReadAllText(_book.Exercise).ShouldNotContain("mine");
    }

    [Fact]
    public async Task An_exercise_that_is_gone_is_made_although_another_holds_answers()
    {
        var other = Path.Combine(_book.Root, "exercises", "02-copy.ipynb");
        File.Copy(_book.Solution, Path.Combine(_book.Root, "solutions", "02-copy.ipynb"));
        _book.Answer("01.1", "var threeEvents = \"mine\";");

        var result = (await _book.RunAsync("exercises")).ShouldExitWith(2);

        File.Exists(other).ShouldBeTrue();
        result.Error.ShouldContain("left as it is, for it holds answers to 01.1.");
        File.ReadAllText(_book.Exercise).ShouldContain("mine");
    }

    [Fact]
    public async Task A_broken_notebook_is_named_among_the_others_in_the_status()
    {
        File.Copy(_book.Solution, Path.Combine(_book.Root, "solutions", "02-copy.ipynb"));
        File.WriteAllText(Path.Combine(_book.Root, "exercises", "02-copy.ipynb"), "{");

        var result = (await _book.RunAsync("status")).ShouldExitWith(2);

        result.Output.ShouldContain("broken JSON");
        result.Output.ShouldContain("· open    01.1 ");
        result.Output.ShouldContain("Next: 01.1 ");
    }

    [Fact]
    public async Task A_task_is_put_back_and_the_answer_stands_below_it()
    {
        var given = TaskCells.Parts(_book.Read())["01.1"].Source;
        foreach (var answer in (string[])["first", "second"])
        {
            _book.Answer("01.1", $"var threeEvents = \"{answer}\";");
            (await _book.RunAsync("reset", "01.1")).ShouldExitWith(0);
        }

        var cells = _book.Read().Cells;
        var place = cells.IndexOf(cells.Single(cell => TaskCells.TaskOf(cell) == "01.1"));
        cells[place].Source.ShouldBe(given);
        cells[place + 1].Source.ShouldContain("```csharp\nvar threeEvents = \"second\";\n```");
        cells[place + 2].Source.ShouldContain("\"first\"");
        cells[place + 1].Kind.ShouldBe(CellKind.Markdown);
        (await _book.RunAsync("reset", "01.1")).Output.ShouldContain("is as it was given");
        _book.Read().Cells.Length.ShouldBe(cells.Length);
    }

    [Fact]
    public async Task A_task_whose_cell_was_deleted_comes_back_where_it_stood()
    {
        var given = _book.Read();
        _book.Write(given with { Cells = [.. given.Cells.Where(cell => TaskCells.TaskOf(cell) != "01.2")] });

        (await _book.RunAsync("reset", "01.2")).ShouldExitWith(0).Output.ShouldContain("01.2 is back");

        _book.Read().Cells.ShouldBe(given.Cells);
    }

    [Theory]
    [InlineData("reset", "01", "01 is a notebook. Name a task of it, such as 01.1.")]
    [InlineData("reset", "01.99", "There is no task 01.99.")]
    [InlineData("hint", "01", "01 is a notebook. Name a task of it, such as 01.1.")]
    [InlineData("hint", "1.99", "There is no task 01.99.")]
    public async Task What_is_no_task_gets_a_sentence_and_2(string command, string task, string sentence) =>
        (await _book.RunAsync(command, task)).ShouldExitWith(2).Error.ShouldContain(sentence);

    [Theory]
    [InlineData("reset")]
    [InlineData("hint")]
    public async Task Who_names_no_task_is_told_what_one_looks_like(string command) =>
        (await _book.RunAsync(command)).ShouldExitWith(2).Error.ShouldContain($"`book {command}` needs TASK. The task's ID, such as 06.3.");

    [Fact]
    public async Task Each_hint_goes_a_step_further_and_the_last_is_the_idea()
    {
        var hints = new List<string>();
        while (hints.Count < 10 && (await _book.RunAsync("hint", "01.1")).ShouldExitWith(0).Output is var hint && hint != hints.LastOrDefault())
            hints.Add(hint);

        hints[0].ShouldStartWith("Hint 1 of ");
        hints.Count.ShouldBe(ExerciseTasks.Find("01.1").Hints.Length);
        hints[^1].ShouldContain("the idea of the solution");
    }

    [Fact]
    public async Task Watching_checks_all_first_and_then_what_changed()
    {
        using var watch = BookProcess.Start(_book.Root, "watch", "01");
        try
        {
            (await ReadToAsync(watch, "Watching.")).ShouldContain("01.2");

            _book.Answer("01.1", "var threeEvents = \"data: hello\\n\\n\";");

            var again = await ReadToAsync(watch, "Watching.");
            again.ShouldContain("◌ not yet 01.1");
            again.ShouldNotContain("01.2 An");
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> ReadToAsync(System.Diagnostics.Process process, string end)
    {
        var text = "";
        while (!text.Contains(end, StringComparison.Ordinal))
            text += await process.StandardOutput.ReadLineAsync() is { } line ? line + "\n" : throw new EndOfStreamException(text + await process.StandardError.ReadToEndAsync());
        return text;
    }
}
