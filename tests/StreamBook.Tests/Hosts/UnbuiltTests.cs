using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>A notebook of a book that nobody has built yet says so, in one sentence, whichever host it is opened in.</summary>
public sealed class UnbuiltTests
{
    private const string Sentence = "The workbook is not built: run ./book in its folder, then restart this kernel.";

    [Fact]
    public Task In_the_embedded_kernel_it_says_what_to_run() => SaysWhatToRunAsync(SharedKernel.CommandLine);

    [DotnetInteractiveFact]
    public Task In_the_other_kernel_it_says_what_to_run() => SaysWhatToRunAsync(DotnetInteractive.CommandLine);

    [DotnetInteractiveFact]
    public Task As_VS_Code_starts_it_it_says_what_to_run() => SaysWhatToRunAsync(DotnetInteractive.CommandLineOfVSCode);

    [JupyterTheory, InlineData("unbuilt")]
    public async Task In_Jupyter_it_says_what_to_run(string name)
    {
        using var book = new TempBook();

        var run = await Jupyter.RunAsync(book.Notebook(name, CellRules.IsBuilt, CellRules.WayIn));

        run.ExitCode.ShouldNotBe(0);
        run.Error.ShouldContain(Sentence);
        run.Error.ShouldNotContain("CS0006");
    }

    private static async Task SaysWhatToRunAsync(string commandLine)
    {
        using var book = new TempBook();
        await using (var kernel = await KernelProcess.StartAsync(commandLine, book.InBook("notebooks"), CancellationToken.None))
        {
            (await SharedKernel.RunAsync(kernel, CellRules.IsBuilt)).Error.Split('\n')[0].ShouldBe($"System.Exception: {Sentence}");
            // VS Code goes on with the next cell when all are run.
            (await SharedKernel.RunAsync(kernel, CellRules.WayIn)).Error.ShouldContain("CS0006");
        }

        var built = Path.GetDirectoryName(book.InBook("artifacts/bin/StreamBook/release/StreamBook.dll"))!;
        Directory.CreateDirectory(built);
        File.Copy(typeof(Lab).Assembly.Location, Path.Combine(built, "StreamBook.dll"));
        await using var restarted = await KernelProcess.StartAsync(commandLine, book.InBook("notebooks"), CancellationToken.None);
        (await SharedKernel.RunAsync(restarted, CellRules.IsBuilt)).Result.Succeeded.ShouldBeTrue();
        (await SharedKernel.RunAsync(restarted, CellRules.WayIn)).Result.Succeeded.ShouldBeTrue();
    }
}
