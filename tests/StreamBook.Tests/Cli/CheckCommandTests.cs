using System.Text.Json;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>`book check`: what counts is what the learner's cells do in their places of the solution.</summary>
[FullLane]
public sealed class CheckCommandTests : IDisposable
{
    private const string Right = """var threeEvents = "data: hello\n\nevent: tick\nid: 7\ndata: first\ndata: second\n\nevent: done\ndata:  ready\n\n";""";

    private readonly TempExercises _book = new();

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task It_prints_each_task_its_verdict_and_what_is_next()
    {
        _book.Answer("01.1", Right);

        var result = (await _book.RunAsync("check", "01")).ShouldExitWith(1);

        result.Output.ShouldContain("✓ passed 01.1 Write the bytes of three events\n◌ not yet 01.2 ");
        result.Output.ShouldContain("1 of ");
        result.Output.ShouldContain("`book hint 01.2` gives a hint");
        result.Output.ShouldContain("Next: 01.2 ");
    }

    [Fact]
    public async Task It_is_0_once_what_was_asked_for_is_solved_and_progress_is_kept()
    {
        _book.Answer("01.1", Right);

        (await _book.RunAsync("check", "01.1")).ShouldExitWith(0);

        (await _book.RunAsync("status")).Output.ShouldContain("✓ passed  01.1 ");
        _book.Answer("01.1", Right + " // and more");
        (await _book.RunAsync("status")).Output.ShouldContain("~ changed 01.1 ");
    }

    [Theory]
    [InlineData("""threeEvents""", "Exercise.CheckAsync is not called")]
    [InlineData("", "deleted")]
    public async Task An_edited_check_changes_nothing(string check, string _)
    {
        _book.Write(_book.Read() with { Cells = [.. _book.Read().Cells.Select(cell => cell.Id.StartsWith("check", StringComparison.Ordinal) ? cell with { Source = check } : cell)] });

        (await CheckAsync(1, "01.1"))[0].Outcome.ShouldBe(CheckOutcome.NotYet);
    }

    [Fact]
    public async Task A_part_is_found_by_its_first_line_where_an_editor_made_ids_anew_and_whatever_the_file_is_called()
    {
        var renamed = Path.Combine(_book.Root, "min lösning (2).ipynb");
        _book.Answer("01.1", "// 01.1: mine.\n" + Right);
        var cells = _book.Read().Cells.Select((cell, index) => cell with { Id = $"new-{index}" }).Where(cell => cell.Source.Contains("01.1", StringComparison.Ordinal));
        File.WriteAllText(renamed, NotebookWriter.Write(new([.. cells])));

        var results = await CheckAsync(1, renamed);

        results[0].Outcome.ShouldBe(CheckOutcome.Passed);
        results[1].Sentence.ShouldBe("The notebook has no cell for this task.");
    }

    [Theory]
    // A class of the learner's in place of ours.
    [InlineData("""var threeEvents = ""; static class Exercise { public static Task<object> CheckAsync(params object[] a) => Task.FromResult<object>("passed"); }""")]
    // Printed, and displayed under the name of ours.
    [InlineData("""Console.WriteLine("{\"task\":\"01.1\",\"outcome\":\"Passed\"}"); var threeEvents = "";""")]
    [InlineData("""var threeEvents = ""; await Exercise.CheckAsync("01.1", "data: hello\n\nevent: tick\nid: 7\ndata: first\ndata: second\n\nevent: done\ndata:  ready\n\n")""")]
    public async Task A_forged_verdict_is_none(string part)
    {
        _book.Answer("01.1", part);

        (await CheckAsync(1, "01.1")).ShouldHaveSingleItem().Outcome.ShouldBe(CheckOutcome.NotYet);
    }

    [Theory]
    [InlineData("var threeEvents = ;", "CS1525")]
    [InlineData("""throw new InvalidOperationException("mine");""", "InvalidOperationException: mine")]
    [InlineData("Environment.Exit(0);", "The kernel ended")]
    [InlineData("int Deeper(int n) => Deeper(n + 1) + 1; Deeper(0);", "The kernel ended")]
    [InlineData("var all = new List<byte[]>(); while (true) all.Add(new byte[50_000_000]);", "OutOfMemoryException")]
    public async Task A_cell_that_breaks_costs_its_own_task_only(string part, string lastLines)
    {
        _book.Answer("01.1", part);
        _book.Answer("01.2", """string Encode(string type, string id, string data) => "";""");

        var results = await CheckAsync(1, "01");

        results[0].Outcome.ShouldBe(CheckOutcome.ProgramBroke);
        results[0].LastLines.ShouldNotBeNull().ShouldContain(lastLines);
        results[1].Outcome.ShouldBe(CheckOutcome.NotYet);
    }

    [Fact]
    public async Task Code_that_ends_the_process_from_within_a_check_broke_and_the_book_did_not()
    {
        _book.Answer("01.2", """string Encode(string type, string id, string data) { Environment.Exit(0); return ""; }""");

        (await CheckAsync(1, "01.2")).ShouldHaveSingleItem().Outcome.ShouldBe(CheckOutcome.ProgramBroke);
    }

    [Fact]
    public async Task A_kernel_that_does_not_start_is_the_book_that_broke_and_the_exit_code_is_3()
    {
        var result = (await _book.RunAsync("check", "01", "--kernel", "no-such-kernel")).ShouldExitWith(3);

        result.Output.ShouldContain("‼ the book broke 01.1");
        result.Output.ShouldContain("nothing is said of your answer");
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("01.01")]
    [InlineData("01.1", "1.1")]
    public async Task A_number_is_found_as_people_write_it_and_checked_once(params string[] written)
    {
        _book.Answer("01.1", Right);

        (await _book.RunAsync(["check", .. written])).ShouldExitWith(0).Output.ShouldContain("1 of 1 passed.");
    }

    [Fact]
    public async Task An_answer_that_does_not_compile_is_told_what_to_do_and_no_seed()
    {
        _book.Answer("01.1", "var threeEvents = ");

        var result = (await _book.RunAsync("check", "01.1")).ShouldExitWith(1);

        result.Output.ShouldContain("Its cell failed.");
        result.Output.ShouldContain("Mend it and check again.");
        result.Output.ShouldNotContain("seed:");
    }

    [Fact]
    public async Task An_exception_is_placed_in_the_cell_that_threw_it()
    {
        _book.Answer("01.2", "string Encode(string type, string id, string data)\n{\n    throw new InvalidOperationException(\"no\");\n}");

        var result = (await CheckAsync(1, "01.2")).ShouldHaveSingleItem();

        result.LastLines.ShouldBe("InvalidOperationException: no\nat Encode(String type, String id, String data), line 3 of its cell");
    }

    [Theory]
    [InlineData("99", "There are no exercises 99.")]
    [InlineData("01.99", "There is no task 01.99. There are 01.1, 01.2")]
    [InlineData("gone.ipynb", "gone.ipynb: no such file.")]
    [InlineData("broken.ipynb", "broken JSON")]
    [InlineData("other.ipynb", "no cell of it answers a task")]
    [InlineData("--hints", "There is no option --hints.")]
    public async Task Bad_input_gets_a_sentence_and_2(string what, string sentence)
    {
        File.WriteAllText(Path.Combine(_book.Root, "broken.ipynb"), "{");
        File.WriteAllText(Path.Combine(_book.Root, "other.ipynb"), NotebookWriter.Write(new([new(CellKind.Code, "a", "1")])));

        (await _book.RunAsync("check", what)).ShouldExitWith(2).Error.ShouldContain(sentence);
    }

    [Fact]
    public async Task Two_notebooks_of_one_number_are_told()
    {
        File.Copy(_book.Exercise, Path.Combine(_book.Root, "exercises", "01-copy.ipynb"));

        (await _book.RunAsync("check", "01")).ShouldExitWith(2).Error.ShouldContain("There are several notebooks 01: ");
    }

    [Fact]
    public async Task The_copy_that_the_page_keeps_is_checked_where_the_exercise_itself_is_as_it_was()
    {
        var given = File.ReadAllText(_book.Exercise);
        _book.Answer("01.1", Right);
        Directory.CreateDirectory(Path.Combine(_book.Root, ".streambook", "exercises"));
        File.Copy(_book.Exercise, _book.Book.CopyOf("exercises/01-event-stream-format"));
        File.WriteAllText(_book.Exercise, given);

        var result = (await _book.RunAsync("check", "01.1")).ShouldExitWith(0);

        result.Output.ShouldContain(Path.Combine(".streambook", "exercises"));
    }

    private async Task<CheckResult[]> CheckAsync(int exitCode, string what) =>
        JsonSerializer.Deserialize<CheckResult[]>((await _book.RunAsync("check", "--json", what)).ShouldExitWith(exitCode).Output, JsonSerializerOptions.Web)!;
}
