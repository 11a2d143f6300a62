using System.Diagnostics;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>A check that is prepared before there is anything to check, as `book watch` has it.</summary>
[FullLane]
public sealed class SolutionCheckTests : IDisposable
{
    private readonly TempExercises _book = new();

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task The_kernel_that_was_prepared_is_the_one_that_checks()
    {
        await using var check = new SolutionCheck(NotebookFile.Load(_book.Solution), null);
        await check.PrepareAsync(CancellationToken.None);
        var prepared = check.KernelProcessId.ShouldNotBeNull();

        (await CheckAsync(check)).Outcome.ShouldBe(CheckOutcome.Passed);

        check.KernelProcessId.ShouldBe(prepared);
    }

    [Fact]
    public async Task A_kernel_that_ended_while_it_waited_is_replaced()
    {
        await using var check = new SolutionCheck(NotebookFile.Load(_book.Solution), null);
        await check.PrepareAsync(CancellationToken.None);
        using (var kernel = Process.GetProcessById(check.KernelProcessId!.Value))
        {
            kernel.Kill();
            await kernel.WaitForExitAsync();
        }

        (await CheckAsync(check)).Outcome.ShouldBe(CheckOutcome.Passed);
    }

    [Fact]
    public async Task What_cannot_be_prepared_is_told_by_the_check()
    {
        await using var check = new SolutionCheck(NotebookFile.Load(_book.Solution), "no-such-kernel");
        await check.PrepareAsync(CancellationToken.None);

        (await CheckAsync(check)).Outcome.ShouldBe(CheckOutcome.BookBroke);
    }

    private async Task<CheckResult> CheckAsync(SolutionCheck check)
    {
        var results = new List<CheckResult>();
        var parts = TaskCells.Parts(NotebookFile.Load(_book.Solution).Notebook).ToDictionary(part => part.Key, part => TaskCells.Answer(part.Value.Source));
        await check.CheckAsync(["01.1"], parts, results.Add, CancellationToken.None);
        return results.ShouldHaveSingleItem();
    }
}
