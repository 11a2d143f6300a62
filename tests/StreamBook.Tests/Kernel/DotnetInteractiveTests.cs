using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>What the embedded kernel promises, asked of the kernel that it stands in for.</summary>
public sealed class DotnetInteractiveTests
{
    [DotnetInteractiveFact]
    public async Task A_notebook_runs_in_the_other_kernel_with_its_verdicts()
    {
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

        var result = (await BookProcess.RunAsync(
            root, "run", "--host", "processes", "--kernel", DotnetInteractive.CommandLine, "notebooks/01-event-stream-format.ipynb")).ShouldExitWith(0);

        result.Output.ShouldMatch(@"\n *B2\.1 .*✗ wrong: ");
    }

    [DotnetInteractiveFact]
    public async Task A_check_that_failed_is_shown_as_its_sentence_with_what_was_expected_and_seen()
    {
        await using var kernel = await KernelProcess.StartAsync(DotnetInteractive.CommandLine, AppContext.BaseDirectory, CancellationToken.None);

        var cell = await SharedKernel.RunAsync(kernel, $"#r \"{typeof(Lab).Assembly.Location}\"\nusing StreamBook;\nvar sum = 1 + 1;\nCheck.Equal(3, sum, \"one and one are three\");");

        cell.Error.ShouldBe("✗ one and one are three\n  not so: sum\n  expected: 3\n  seen: 2");
    }

    [DotnetInteractiveFact]
    public async Task The_same_parts_of_the_framework_have_to_be_named_first()
    {
        await using var kernel = await KernelProcess.StartAsync(DotnetInteractive.CommandLine, AppContext.BaseDirectory, CancellationToken.None);

        foreach (var row in CellReferenceTests.OnlyWhenNamed)
            await CellReferenceTests.HasToBeNamedAsync(kernel, (string)row[0], (string)row[1]);
    }
}
