using System.Text.Json;
using StreamBook.Exercises;

namespace StreamBook.Tests;

/// <summary>What a check says of answers that do all kinds of things, and who broke.</summary>
public sealed class CheckerTests
{
    private static readonly Misconception _doubled = new("twice is square", "Two times a number is not its square.");

    private static readonly ExerciseTask _square = new()
    {
        Id = "00.1",
        Title = "Squares",
        Section = "None",
        Hints = ["Multiply.", "A number by itself.", "`n * n`"],
        Judge = async trial =>
        {
            var square = trial.Answer<Func<int, int?>>();
            for (var count = 0; count < 5; count++)
            {
                var number = trial.Random.Next(3, 1_000);
                trial.Expect("it is the square", number * number, await trial.CallAsync($"Square({number})", () => square(number)), $"Square({number})", null, (_doubled, 2 * number));
            }
        },
    };

    private readonly Checker _checker = new(new());

    [Fact]
    public async Task A_right_answer_passes_and_gets_all_hints()
    {
        var result = await CheckAsync(number => number * number);

        result.Outcome.ShouldBe(CheckOutcome.Passed);
        result.Held.ShouldBe(["it is the square"]);
        result.Hints.ShouldBe(_square.Hints);
    }

    [Fact]
    public async Task A_mistake_that_is_known_is_named_and_shown_with_what_was_expected()
    {
        var result = await CheckAsync(number => 2 * number, seed: 7);

        result.ToString().ShouldBe("""
            ◌ not yet: 00.1 Squares
              This should hold, and does not: it is the square.
              given:     Square(385)
              expected:  148,225
              arrived:   770
              mistake:   twice is square. Two times a number is not its square.
              next:      `Exercise.Hint("00.1")` gives a hint; notebook 00 prepares it: None.
              seed:      7
            """);
    }

    [Fact]
    public async Task A_mistake_that_is_not_known_is_not_guessed_at() =>
        (await CheckAsync(number => number)).Misconception.ShouldBeNull();

    [Fact]
    public async Task The_same_seed_brings_the_same_cases_and_no_seed_others()
    {
        var first = await CheckAsync(number => number);

        (await CheckAsync(number => number, first.Seed)).ShouldBe(first);
        (await CheckAsync(number => number)).Seed.ShouldNotBe(first.Seed);
    }

    [Fact]
    public async Task An_exception_is_a_program_that_broke_with_its_last_lines()
    {
        var result = await CheckAsync(number => throw new InvalidOperationException($"no {number}"), seed: 7);

        result.Outcome.ShouldBe(CheckOutcome.ProgramBroke);
        result.Sentence.ShouldBe("It threw InvalidOperationException.");
        result.Given.ShouldBe("Square(385)");
        result.LastLines.ShouldNotBeNull().ShouldStartWith("InvalidOperationException: no 385\nat ");
        result.LastLines.ShouldNotContain("StreamBook.Exercises.");
    }

    [Fact]
    public async Task An_exception_whose_message_throws_is_told_by_its_name() =>
        (await CheckAsync(_ => throw new Spiteful())).LastLines.ShouldNotBeNull().ShouldStartWith("Spiteful");

    [Fact]
    public async Task An_answer_without_an_end_is_a_program_that_broke()
    {
        var endless = (int _) =>
        {
            new ManualResetEvent(false).WaitOne();
            return (int?)0;
        };
        var result = await _checker.RunAsync(_square with { CallLimit = TimeSpan.FromMilliseconds(200) }, endless);

        result.Outcome.ShouldBe(CheckOutcome.ProgramBroke);
        result.Sentence.ShouldBe("It was still running after 0.2 s.");
    }

    [Fact]
    public async Task A_task_without_an_end_is_a_program_that_broke()
    {
        var task = _square with { CallLimit = TimeSpan.FromMilliseconds(200), Judge = trial => trial.CallAsync("Wait()", trial.Answer<Func<Task<string>>>()) };

        (await _checker.RunAsync(task, () => new TaskCompletionSource<string>().Task)).Outcome.ShouldBe(CheckOutcome.ProgramBroke);
    }

    [Fact]
    public async Task Null_is_not_solved_yet_whether_it_is_the_answer_or_what_the_answer_returns()
    {
        (await _checker.RunAsync(_square, null)).Sentence.ShouldBe("Not solved yet. The answer is null.");
        (await CheckAsync(_ => null, seed: 7)).Sentence.ShouldBe("Not solved yet. `Square(385)` returned null.");
    }

    [Fact]
    public async Task An_answer_of_another_kind_is_told_the_kind_that_is_wanted()
    {
        var result = await _checker.RunAsync(_square, (string text) => text.Length);

        (result.Outcome, result.Expected, result.Arrived).ShouldBe((CheckOutcome.NotYet, "a function (int) → int?", "a function (string) → int"));
    }

    [Fact]
    public async Task A_check_never_passes_because_nothing_happened() =>
        (await _checker.RunAsync(_square with { Judge = _ => Task.CompletedTask }, 1)).ShouldSatisfyAllConditions(
            result => result.Outcome.ShouldBe(CheckOutcome.BookBroke),
            result => result.Sentence.ShouldBe("The check judged nothing."));

    [Fact]
    public async Task A_fault_of_the_check_is_the_book_s()
    {
        var result = await _checker.RunAsync(_square with { Judge = _ => throw new FormatException("ours") }, 1);

        result.Outcome.ShouldBe(CheckOutcome.BookBroke);
        result.LastLines.ShouldNotBeNull().ShouldContain("ours");
        result.Next.ShouldNotBeNull().ShouldContain("report it");
    }

    [Fact]
    public async Task So_is_an_nginx_that_cannot_be_had()
    {
        var result = await _checker.RunAsync(_square with { Judge = _ => throw new LabException("nginx was not found.", "It is not on PATH.", "Install it.") }, 1);

        (result.Outcome, result.Sentence, result.LastLines, result.Next).ShouldBe((CheckOutcome.BookBroke, "nginx was not found.", "It is not on PATH.", "Install it."));
    }

    [Fact]
    public async Task So_is_a_check_that_does_not_end()
    {
        var endless = _square with { Limit = TimeSpan.FromMilliseconds(200), Judge = _ => Task.Delay(Timeout.Infinite) };

        (await _checker.RunAsync(endless, 1)).Sentence.ShouldBe("The check did not end within 0.2 s.");
        // The next one does not wait for it.
        (await CheckAsync(number => number * number)).Outcome.ShouldBe(CheckOutcome.Passed);
    }

    [Fact]
    public async Task A_program_reads_it_as_json()
    {
        var result = await _checker.RunAsync(_square, (Func<int, int?>)(number => 2 * number), 7, "a seal");

        var read = JsonSerializer.Deserialize<CheckResult>(HostFormat.As(CheckResult.MimeType, result)!, JsonSerializerOptions.Web);

        read.ShouldBe(result);
        read!.Seal.ShouldBe("a seal");
    }

    [Fact]
    public async Task It_is_a_card_in_a_page_and_nothing_of_an_answer_becomes_markup()
    {
        var task = _square with { Judge = trial => throw new TrialEndedException(CheckOutcome.NotYet, "Not so.") { Arrived = trial.Answer<string>() } };

        var card = HostFormat.As("text/html", await _checker.RunAsync(task, "<script>alert(1)</script>"))!;

        card.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        card.ShouldNotContain("<script");
        card.ShouldContain("◌ not yet");
    }

    [Fact]
    public void Hints_come_one_by_one_and_the_last_stays()
    {
        var task = ExerciseTasks.All[0];

        string[] hints = [.. Enumerable.Range(0, task.Hints.Length + 1).Select(_ => Exercise.Hint(task.Id).ToString())];

        hints[0].ShouldBe($"Hint 1 of {task.Hints.Length} for {task.Id}: {task.Hints[0]}");
        hints[^1].ShouldBe($"Hint {task.Hints.Length} of {task.Hints.Length} for {task.Id}, the idea of the solution: {task.Hints[^1]}");
        hints[^1].ShouldBe(hints[^2]);
    }

    [Fact]
    public async Task A_task_that_is_not_there_is_told_which_are() =>
        (await Should.ThrowAsync<ArgumentException>(() => Exercise.CheckAsync("99.9", 1))).Message.ShouldStartWith("There is no task '99.9'. There are: 01.1, ");

    private Task<CheckResult> CheckAsync(Func<int, int?> answer, int? seed = null) => _checker.RunAsync(_square, answer, seed);

    private sealed class Spiteful : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
