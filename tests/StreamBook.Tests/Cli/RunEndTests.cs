using System.Diagnostics;
using System.Globalization;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>Cells, kernels and runs that end before their end. Each starts `book` and a kernel, which takes time.</summary>
[FullLane]
public sealed class RunEndTests : IDisposable
{
    private readonly TempBook _book = new();

    public void Dispose() => _book.Dispose();

    [Fact]
    public async Task A_cell_past_its_limit_is_ended_and_named_and_the_next_notebook_runs()
    {
        _book.Notebook("a", "Console.WriteLine(\"before\");\nwhile (true) { }", "1");
        _book.Notebook("b", "# Text only");
        _book.Notebook("c", "await Task.Delay(-1);");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--timeout", "3s")).ShouldExitWith(1);

        result.Output.ShouldContain("cell 1: Console.WriteLine(\"before\");");
        result.Output.ShouldMatch(@"Still running after 3 s, the limit of one cell \(--timeout\): the kernel was ended\. It had used \d+\.\d s of a processor\. It did not stop the cell when it was asked to\.");
        result.Output.ShouldMatch(@"cell 1: await Task\.Delay\(-1\);\s+Still running .* It had used \d+\.\d s of a processor\.");
        result.Output.ShouldMatch(@"b\.ipynb +0 +\d+\.\d +passed");
    }

    [Fact]
    public async Task A_cell_that_floods_its_output_is_ended_at_its_limit_and_cut()
    {
        _book.Notebook("a", "while (true) Console.WriteLine(new string('x', 1000));");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--timeout", "6", "--html", "out")).ShouldExitWith(1);

        result.Output.ShouldContain("Still running after 6 s");
        new FileInfo(_book.InBook("out", "a.html")).Length.ShouldBeLessThan(1_500_000);
    }

    [Fact]
    public async Task A_cell_that_must_throw_passes_only_if_it_does()
    {
        _book.Notebook("a", [Throwing("throw new Exception(\"wanted\");"), new(CellKind.Code, "b", "Console.WriteLine(\"after\");")]);
        _book.Notebook("b", [Throwing("1 + 1")]);
        _book.Notebook("c", [Throwing("this does not compile")]);

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--html", "out")).ShouldExitWith(1);

        result.Output.ShouldMatch(@"a\.ipynb +2 +\d+\.\d +passed");
        result.Output.ShouldContain("Did not throw, but is tagged raises-exception.");
        result.Output.ShouldContain("Did not compile, and is tagged raises-exception");
        var page = File.ReadAllText(_book.InBook("out", "a.html"));
        page.ShouldContain("throws, as it should");
        page.ShouldContain("wanted");
        page.ShouldContain("after");
    }

    [Fact]
    public async Task A_kernel_that_dies_fails_its_notebook_and_the_next_one_runs()
    {
        _book.Notebook("a", "Console.WriteLine(\"last words\");", "Environment.FailFast(\"the end\");", "1");
        _book.Notebook("b", "1");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--html", "out")).ShouldExitWith(1);

        result.Output.ShouldContain("a.ipynb: cell 2: Environment.FailFast");
        result.Output.ShouldContain("The kernel ended while a cell was running.");
        result.Output.ShouldMatch(@"b\.ipynb +1 +\d+\.\d +passed");
        File.ReadAllText(_book.InBook("out", "a.html")).ShouldContain("last words");
    }

    [Fact]
    public async Task An_interrupted_run_ends_its_kernel_and_says_what_ran()
    {
        _book.Notebook("a", "1");
        _book.Notebook("b", "System.IO.File.WriteAllText(\"pid\", $\"{Environment.ProcessId}\\n\");\nawait Task.Delay(-1);");
        _book.Notebook("c", "1");
        using var book = BookProcess.Start(_book.Root, "run");
        var output = book.StandardOutput.ReadToEndAsync();
        var pid = _book.InBook("notebooks", "pid");
        var kernelId = int.Parse(
            await Eventually.SeeAsync(() => File.Exists(pid) ? File.ReadAllText(pid) : "", text => text.EndsWith('\n')),
            CultureInfo.InvariantCulture);

        // As Ctrl-C, but not ignored by a process whose parent was put into the background.
        Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();

        await book.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        book.ExitCode.ShouldBe(130);
        (await output).ShouldContain("a.ipynb");
        (await output).ShouldMatch(@"b\.ipynb +0 of 1 +\d+\.\d +interrupted");
        (await output).ShouldContain("1 of 3 notebooks were not run");
        Should.Throw<ArgumentException>(() => Process.GetProcessById(kernelId));
    }

    /// <summary>Who presses Ctrl-C twice does not want to wait, and not to read where the program failed.</summary>
    [UnixFact]
    public async Task Asked_twice_to_end_it_ends_at_once_and_without_a_word()
    {
        _book.Notebook("a", "System.IO.File.WriteAllText(\"pid\", $\"{Environment.ProcessId}\\n\");\nwhile (true) ;");
        using var book = BookProcess.Start(_book.Root, "run");
        var error = book.StandardError.ReadToEndAsync();
        var pid = _book.InBook("notebooks", "pid");
        var kernelId = int.Parse(
            await Eventually.SeeAsync(() => File.Exists(pid) ? File.ReadAllText(pid) : "", text => text.EndsWith('\n')),
            CultureInfo.InvariantCulture);

        Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();
        Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();

        await book.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        (await error).ShouldBeEmpty();
        await Eventually.SeeAsync(() => Process.GetProcesses().Any(process => process.Id == kernelId), isThere => !isThere);
    }

    [Fact]
    public async Task A_kernel_that_cannot_be_started_fails_the_notebook()
    {
        _book.Notebook("a", "1");

        var result = (await BookProcess.RunAsync(_book.Root, "run", "--kernel", "no-such-kernel stdio")).ShouldExitWith(1);

        result.Output.ShouldContain("The kernel could not be started");
        result.Output.ShouldContain("no-such-kernel stdio");
        result.Output.ShouldNotContain("To install .NET Interactive");
        (await BookProcess.RunAsync(_book.Root, "run", "--kernel", "/no/dotnet-interactive stdio")).ShouldExitWith(1)
            .Output.ShouldContain("To install .NET Interactive: dotnet tool install -g Microsoft.dotnet-interactive");
    }

    private static Cell Throwing(string source) => new(CellKind.Code, "a", source) { Tags = [Cell.RaisesException] };
}
