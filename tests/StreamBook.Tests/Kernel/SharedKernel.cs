using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>An embedded kernel as users get it, started once for the tests of a class, in a notebook folder of its own.</summary>
public sealed class SharedKernel : IAsyncLifetime
{
    private KernelProcess? _process;

    internal static string CommandLine { get; } =
        $"\"{KernelCommandLine.DotnetHost}\" \"{Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../StreamBook.Cli/release/StreamBook.Cli.dll"))}\" kernel";

    internal string Folder { get; } = Directory.CreateTempSubdirectory("streambook-kernel-").FullName;

    internal KernelProcess Process => _process!;

    public async Task InitializeAsync() => _process = await KernelProcess.StartAsync(CommandLine, Folder, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs a cell.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="onOutput">What to do when an output is here and the cell still runs.</param>
    internal Task<RanCell> RunAsync(string code, Action? onOutput = null) => RunAsync(Process, code, onOutput);

    internal static async Task<RanCell> RunAsync(KernelProcess kernel, string code, Action? onOutput = null)
    {
        // Longer than any test takes on a busy machine: a cell that hangs fails with what it had put out.
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var outputs = new List<CellOutput>();
        try
        {
            return new(await kernel.RunAsync(code, Take, deadline.Token), outputs);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The cell did not end. Its last outputs: {string.Join('\n', outputs.TakeLast(5))}");
        }

        void Take(CellOutput output)
        {
            outputs.Add(output);
            onOutput?.Invoke();
        }
    }
}

/// <summary>A cell that was run, with all that it put out.</summary>
internal sealed record RanCell(CellResult Result, List<CellOutput> Outputs)
{
    public string Text => string.Concat(Outputs.OfType<CellOutput.Text>().Where(text => !text.IsError).Select(text => text.Value));

    public string ErrorText => string.Concat(Outputs.OfType<CellOutput.Text>().Where(text => text.IsError).Select(text => text.Value));

    public string Error => Result.Error.ShouldNotBeNull();

    /// <summary>The forms of the value of the last expression.</summary>
    public IReadOnlyDictionary<string, string> Value =>
        Outputs.OfType<CellOutput.Display>().SingleOrDefault(display => display.IsReturnValue)?.Formats
        ?? throw new InvalidOperationException($"The cell has no value. {Result} {string.Join('\n', Outputs)}");

    public string Plain => Value["text/plain"];
}
