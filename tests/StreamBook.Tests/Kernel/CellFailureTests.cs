using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

public sealed class CellFailureTests(SharedKernel kernel) : IClassFixture<SharedKernel>
{
    [Fact]
    public async Task A_compile_error_has_its_line_and_column_in_the_cell()
    {
        var cell = await kernel.RunAsync("var fine = 1;\n  undefined();");
        cell.Outputs.OfType<CellOutput.Diagnostic>().ShouldHaveSingleItem()
            .ShouldBe(new CellOutput.Diagnostic("error", "CS0103", "The name 'undefined' does not exist in the current context", 2, 3));
        cell.Error.ShouldBe("(2,3): error CS0103: The name 'undefined' does not exist in the current context");
        cell.Outputs.OfType<CellOutput.Failure>().ShouldHaveSingleItem().Message.ShouldBe(cell.Error);
    }

    [Fact]
    public async Task A_warning_is_reported_and_the_cell_runs()
    {
        var cell = await kernel.RunAsync("async Task Lonely() { }\nLonely();\n1");
        cell.Outputs.OfType<CellOutput.Diagnostic>().ShouldAllBe(diagnostic => diagnostic.Severity == "warning");
        cell.Outputs.OfType<CellOutput.Diagnostic>().ShouldContain(diagnostic => diagnostic.Code == "CS4014" && diagnostic.Line == 2);
        cell.Plain.ShouldBe("1");
    }

    [Fact]
    public async Task An_exception_is_told_with_the_cells_own_lines_only()
    {
        var cell = await kernel.RunAsync("""
            void Inner(string s)
            {
                int.Parse(s);
            }

            Inner("not a number");
            """);
        cell.Error.ShouldBe("System.FormatException: The input string 'not a number' was not in a correct format.\n   at Inner, line 3\n   at line 6");
        cell.Outputs.OfType<CellOutput.Failure>().ShouldHaveSingleItem().Message.ShouldBe(cell.Error);
    }

    [Fact]
    public async Task Lines_of_earlier_cells_are_told_apart_and_inner_exceptions_follow()
    {
        await kernel.RunAsync("class Trouble : Exception { public Trouble(Exception inner) : base(\"outer\", inner) { } }\nasync Task Cause() { await Task.Yield(); throw new Exception(\"inner\"); }");
        var cell = await kernel.RunAsync("try { await Cause(); }\ncatch (Exception e) { throw new Trouble(e); }");
        cell.Error.ShouldBe("Trouble: outer\n   at line 2\n ---> System.Exception: inner\n   at Cause, line 2 of an earlier cell\n   at line 1");
    }

    [Fact]
    public async Task A_faulted_task_that_is_awaited_fails_the_cell_with_its_own_exception() =>
        (await kernel.RunAsync("await Task.Run(() => throw new ArgumentException(\"bad\"));")).Error.ShouldStartWith("System.ArgumentException: bad");

    [Fact]
    public async Task A_missing_reference_is_named_with_its_line() =>
        (await kernel.RunAsync("\n#r \"no/such.dll\"\n1")).Error.ShouldBe("(2,1): error CS0006: Metadata file 'no/such.dll' could not be found");

    [Fact]
    public async Task A_reference_that_is_no_DLL_fails_the_cell_and_not_the_kernel()
    {
        File.WriteAllText(Path.Combine(kernel.Folder, "text.dll"), "not a library");
        (await kernel.RunAsync("#r \"text.dll\"\n1")).Result.Succeeded.ShouldBeFalse();
        (await kernel.RunAsync("1")).Plain.ShouldBe("1");
    }

    [Fact]
    public async Task A_library_that_went_away_before_it_was_loaded_is_named_and_the_kernel_goes_on()
    {
        var path = TestLibrary.Compile(Path.Combine(kernel.Folder, "gone/Gone.dll"), "public class Gone { }");
        await kernel.RunAsync("#r \"gone/Gone.dll\"");
        File.Delete(path);

        (await kernel.RunAsync("class Mine : Gone { }\nnew Mine()")).Error.ShouldContain("Could not load file or assembly 'Gone,");
        (await kernel.RunAsync("1")).Plain.ShouldBe("1");
    }

    [Fact]
    public async Task An_exception_whose_message_throws_fails_the_cell_and_not_the_kernel() =>
        (await kernel.RunAsync("class Worst : Exception { public override string Message => throw new Exception(); } throw new Worst();")).Error.ShouldContain("Worst");

    [Fact]
    public async Task A_cancelled_task_of_the_cells_own_is_a_failure_of_the_cell() =>
        (await kernel.RunAsync("await Task.FromCanceled(new System.Threading.CancellationToken(true));")).Error.ShouldContain("TaskCanceledException");

    [Fact]
    public async Task A_cell_that_waits_can_be_cancelled_and_the_kernel_goes_on()
    {
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(
            () => kernel.Process.RunAsync("var reached = 1; Console.Write(1); await Task.Delay(-1);", _ => cancel.Cancel(), cancel.Token));
        kernel.Process.IsRunning.ShouldBeTrue();
        (await kernel.RunAsync("reached")).Plain.ShouldBe("1");
    }

    [Fact]
    public async Task A_cancelled_cell_ends_at_its_next_output()
    {
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => kernel.Process.RunAsync(
            "var stopped = new TaskCompletionSource(); try { while (true) { Console.Write(1); await Task.Delay(1); } } finally { stopped.SetResult(); }",
            _ => cancel.Cancel(),
            cancel.Token));
        var cell = await kernel.RunAsync("await stopped.Task;");
        cell.Result.Succeeded.ShouldBeTrue();
        cell.Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_thread_of_a_cancelled_cell_ends_at_its_next_output_and_the_kernel_goes_on()
    {
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => kernel.Process.RunAsync(
            "var thread = new System.Threading.Thread(() => { while (true) { Console.Write(1); System.Threading.Thread.Sleep(1); } }); thread.Start(); await Task.Delay(-1);",
            _ => cancel.Cancel(),
            cancel.Token));
        (await kernel.RunAsync("thread.Join(); thread.IsAlive")).Plain.ShouldBe("False");
    }

    [Fact]
    public async Task A_background_task_that_fails_unobserved_is_told()
    {
        await kernel.RunAsync("void Lose() => Task.Run(() => throw new Exception(\"lost\")); Lose();");
        var cell = await kernel.RunAsync(
            "while (!System.IO.File.Exists(\"told\")) { GC.Collect(); GC.WaitForPendingFinalizers(); await Task.Delay(5); }",
            () => File.WriteAllText(Path.Combine(kernel.Folder, "told"), ""));
        cell.Outputs.ShouldHaveSingleItem().ShouldBe(new CellOutput.Text(true, "A background task failed, and nothing awaited it: System.Exception: lost\n   at Lose, line 1\n"));
    }
}
