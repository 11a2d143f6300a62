using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

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

    [Fact]
    public async Task A_task_that_is_not_there_gets_a_sentence_and_2() =>
        (await _book.RunAsync("reset", "01.99")).ShouldExitWith(2).Error.ShouldContain("There is no task 01.99.");

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
