using System.Text.Json;
using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>
/// Asks the compiler of .NET Interactive, with the references and usings that its C# kernel has in a host, what it
/// would say of cells; none of them is run.
/// </summary>
internal static class HostNames
{
    public const string Stdio = "stdio";
    public const string VSCode = "VS Code";
    public const string InJupyter = "Jupyter";

    // The kernel keeps its options to itself. Its first script holds its usings, and every cell goes on from the one before.
    private const string Compile = """
        dynamic kernel = ((Microsoft.DotNet.Interactive.CompositeKernel)Microsoft.DotNet.Interactive.Kernel.Root).ChildKernels.Single(child => child.Name == "csharp");
        dynamic options = kernel.GetType().GetField("_scriptOptions", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance).GetValue(kernel);
        dynamic first = kernel.ScriptState.Script;
        while (first.Previous != null)
            first = first.Previous;
        var chains = System.Text.Json.JsonSerializer.Deserialize<string[][]>(System.IO.File.ReadAllText(INPUT));
        var said = new List<string[]>();
        foreach (var chain in chains)
        {
            dynamic last = first;
            foreach (var cell in chain)
            {
                dynamic next = last.ContinueWith<object>(cell, options);
                IEnumerable<object> diagnostics = System.Linq.Enumerable.Cast<object>(next.GetCompilation().GetDiagnostics());
                said.Add(diagnostics.Select(diagnostic => diagnostic.ToString()).Where(text => text.Contains(": error ")).ToArray());
                if (said[^1].Length == 0)
                    last = next;
            }
        }

        System.IO.File.WriteAllText(OUTPUT, System.Text.Json.JsonSerializer.Serialize(said));
        """;

    /// <summary>What the compiler says of each cell: nothing, or errors.</summary>
    /// <param name="host">One of the hosts above.</param>
    /// <param name="setUp">Cells that are run first.</param>
    /// <param name="chains">Cells that see those before them in the same chain.</param>
    public static async Task<string[][][]> ErrorsAsync(string host, string[] setUp, string[][] chains)
    {
        using var folder = new TempFolder("streambook-names-");
        var (input, output) = (folder.In("chains.json"), folder.In("errors.json"));
        File.WriteAllText(input, JsonSerializer.Serialize(chains));
        string[] cells = [.. setUp, Compile.Replace("INPUT", $"@\"{input}\"", StringComparison.Ordinal).Replace("OUTPUT", $"@\"{output}\"", StringComparison.Ordinal)];
        if (host == InJupyter)
            await RunInJupyterAsync(cells);
        else
            await RunAsync(host == VSCode ? DotnetInteractive.CommandLineOfVSCode : DotnetInteractive.CommandLine, folder.Path, cells);

        var said = new Queue<string[]>(JsonSerializer.Deserialize<string[][]>(File.ReadAllText(output))!);
        return [.. chains.Select(chain => chain.Select(_ => said.Dequeue()).ToArray())];
    }

    private static async Task RunInJupyterAsync(string[] cells)
    {
        using var book = new TempBook();
        var run = await Jupyter.RunAsync(book.Notebook("names", cells));
        run.ExitCode.ShouldBe(0, run.Error);
    }

    private static async Task RunAsync(string commandLine, string folder, string[] cells)
    {
        await using var kernel = await KernelProcess.StartAsync(commandLine, folder, CancellationToken.None);
        foreach (var cell in cells)
            (await SharedKernel.RunAsync(kernel, cell)).Result.Error.ShouldBeNull();
    }
}
