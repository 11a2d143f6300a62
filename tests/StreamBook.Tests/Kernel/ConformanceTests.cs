using System.Net;
using System.Text.RegularExpressions;
using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>The embedded kernel, held to the one that it stands in for.</summary>
public sealed partial class ConformanceTests
{
    public static TheoryData<string> Cases => [.. ConformanceCases.All.Keys];

    // Each case starts a kernel, which takes time.
    [FullLane, Theory, MemberData(nameof(Cases))]
    public Task The_embedded_kernel_sends(string name) => SendsAsync(SharedKernel.CommandLine, name);

    // One process for all: what a case declares has names of its own.
    [DotnetInteractiveFact]
    public async Task And_so_does_the_kernel_of_NET_Interactive()
    {
        await using var kernel = await KernelProcess.StartAsync(DotnetInteractive.CommandLine, AppContext.BaseDirectory, CancellationToken.None);
        foreach (var name in ConformanceCases.All.Keys)
            await SendsAsync(kernel, name);
    }

    [Fact]
    public Task A_wait_that_is_cancelled_leaves_the_cells_before_it() => KeepsAsync(SharedKernel.CommandLine);

    [DotnetInteractiveFact]
    public Task Nor_does_the_kernel_of_NET_Interactive_lose_them() => KeepsAsync(DotnetInteractive.CommandLine);

    [Theory]
    [InlineData("#!about")]
    [InlineData("#!import notes.cs")]
    [InlineData("#!share --from fsharp x")]
    [InlineData("1\n#!fsharp\nlet x = 1")]
    public async Task A_magic_command_that_only_the_other_kernel_has_is_refused_by_name(string cell)
    {
        await using var kernel = await KernelProcess.StartAsync(SharedKernel.CommandLine, AppContext.BaseDirectory, CancellationToken.None);
        var name = cell.Split('\n', ' ').First(word => word.StartsWith("#!", StringComparison.Ordinal));

        (await SharedKernel.RunAsync(kernel, cell)).Error.ShouldContain($"Unknown magic command '{name}'");
    }

    private static async Task SendsAsync(string commandLine, string name)
    {
        await using var kernel = await KernelProcess.StartAsync(commandLine, AppContext.BaseDirectory, CancellationToken.None);
        await SendsAsync(kernel, name);
    }

    private static Task SendsAsync(KernelProcess kernel, string name) => SendsAsync(kernel, name, ConformanceCases.All[name]);

    /// <summary>Runs cells and compares what the kernel sends.</summary>
    internal static async Task SendsAsync(KernelProcess kernel, string name, (string Cell, string[] Events)[] cells)
    {
        foreach (var (cell, expected) in cells)
        {
            string[] sent = [.. (await SharedKernel.RunAsync(kernel, cell)).Outputs.Where(IsPromised).Select(Line)];
            var fits = sent.Length == expected.Length && sent.Zip(expected).All(pair => Fits(pair.First, pair.Second));
            fits.ShouldBeTrue($"{name}: {cell}\nexpected:\n  {string.Join("\n  ", expected)}\nsent:\n  {string.Join("\n  ", sent)}");
        }
    }

    private static async Task KeepsAsync(string commandLine)
    {
        await using var kernel = await KernelProcess.StartAsync(commandLine, AppContext.BaseDirectory, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        await SharedKernel.RunAsync(kernel, "var kept = 1;");
        // Of the cell that is cancelled itself, the other kernel keeps nothing.
        await Should.ThrowAsync<OperationCanceledException>(() => kernel.RunAsync("Console.Write(1); await Task.Delay(-1);", _ => cancel.Cancel(), cancel.Token));
        kernel.IsRunning.ShouldBeTrue();
        (await SharedKernel.RunAsync(kernel, "kept")).Outputs.Select(Line).ShouldBe(["value: 1"]);
    }

    // Each shows in its own way how far a restore is. And only the other has a word on a DLL in place of an older one,
    // be it that of its own HTML type.
    private static bool IsPromised(CellOutput output) => output switch
    {
        CellOutput.Diagnostic diagnostic => diagnostic.Code != "CS1701",
        CellOutput.Display display => !Restore().IsMatch(Plain(display.Formats)),
        CellOutput.Update => false,
        _ => true,
    };

    private static string Line(CellOutput output) => output switch
    {
        CellOutput.Text text => $"{(text.IsError ? "err" : "out")}: {text.Value.TrimEnd('\n')}",
        CellOutput.Display display => $"{(display.IsReturnValue ? "value" : "shown")}: {Plain(display.Formats)}",
        CellOutput.Diagnostic diagnostic => $"diagnostic: {diagnostic.Severity} {diagnostic.Code} {diagnostic.Line}:{diagnostic.Column} {diagnostic.Message}",
        CellOutput.Failure failure => $"failed: {failure.Message}",
        _ => throw new InvalidOperationException(output.ToString()),
    };

    // A host asks for what it can show: the one for HTML, the other for text as well.
    private static string Plain(IReadOnlyDictionary<string, string> formats) => formats.TryGetValue("text/plain", out var plain)
        ? plain
        : WebUtility.HtmlDecode(Markup().Replace(formats.Values.First(), "")).Trim();

    private static bool Fits(string sent, string expected) =>
        Regex.IsMatch(sent, $"^{Regex.Escape(expected).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline);

    [GeneratedRegex("^(Restor|Install)")]
    private static partial Regex Restore();

    [GeneratedRegex("<style>.*?</style>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Markup();
}
