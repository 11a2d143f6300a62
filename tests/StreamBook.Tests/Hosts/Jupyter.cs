using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamBook.Labs.Nginx;
using StreamBook.Programs;
using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>Jupyter with the kernel of .NET Interactive in it, as a reader of the course has it, where both are installed.</summary>
internal static class Jupyter
{
    private const int MostAttempts = 4;

    // Of a whole notebook, on a busy machine.
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(6);

    private static string? Program { get; } = NginxProgram.OnPath("jupyter-nbconvert");

    public static string? WhatIsMissing => DotnetInteractive.WhatIsMissing
        ?? (Program is not null ? null : $"There is no jupyter-nbconvert on the PATH: {InstallCommand.Jupyter}");

    /// <summary>Runs every cell of a notebook, in its own folder, up to the first that fails.</summary>
    /// <param name="notebook">Its path; it stays as it is.</param>
    /// <param name="html">Where to put a page of it; null for none.</param>
    /// <param name="htmlOptions">Options of nbconvert for that page.</param>
    public static async Task<JupyterRun> RunAsync(string notebook, string? html = null, params string[] htmlOptions)
    {
        using var home = new TempFolder("streambook-jupyter-");
        Directory.CreateDirectory(home.In("kernels"));
        await StartAsync(home.Path, DotnetInteractive.Program!, "jupyter", "install", "--path", home.In("kernels")).ShouldSucceedAsync();
        ServeHttpApart(home.In("kernels/.net-csharp/kernel.json"));
        string[] execute = ["--execute", "--ExecutePreprocessor.timeout=180", "--output-dir", home.Path];
        string[] run = ["--to", "notebook", .. execute, "--output", "ran.ipynb", notebook];
        var ran = await StartAsync(home.Path, Program!, run);
        // Jupyter looks for free ports and hands them to its kernel. Where another program has taken one since, the kernel dies,
        // or Jupyter talks to that program, such as the kernel of another test.
        for (var attempt = 2; FailedBeforeTheFirstCell(ran) && attempt <= MostAttempts; attempt++)
            ran = await StartAsync(home.Path, Program!, run);
        if (ran.ExitCode == 0 && html is not null)
            await StartAsync(home.Path, Program!, ["--to", "html", .. htmlOptions, "--output-dir", Path.GetDirectoryName(html)!, "--output", Path.GetFileName(html), home.In("ran.ipynb")]).ShouldSucceedAsync();
        return new(ran.ExitCode, Failure(ran.Error), ran.ExitCode == 0 ? Outputs(home.In("ran.ipynb")) : []);
    }

    private static async Task<BookResult> StartAsync(string home, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What Jupyter writes for itself goes with the run; its kernel is started as `dotnet interactive`.
        foreach (var (name, folder) in new[] { ("JUPYTER_PATH", ""), ("JUPYTER_DATA_DIR", "data"), ("JUPYTER_RUNTIME_DIR", "runtime"), ("JUPYTER_CONFIG_DIR", "config"), ("IPYTHONDIR", "ipython") })
            start.Environment[name] = Path.Combine(home, folder);
        start.Environment["PATH"] = $"{Path.GetDirectoryName(DotnetInteractive.Program)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment[Lab.HostVariable] = nameof(LabHost.Processes);
        using var process = Process.Start(start)!;
        try
        {
            using var deadline = new CancellationTokenSource(_deadline);
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    // The kernel would listen on every address of this machine, and dies where that of a container network has just gone, or
    // where another that starts at the same moment has taken the first free port of the range.
    private static void ServeHttpApart(string specification)
    {
        var json = JsonNode.Parse(File.ReadAllText(specification))!;
        var arguments = json["argv"]!.AsArray().Select(argument => (string)argument!).Where(argument => argument is not ("--http-port-range" or "2048-3000"));
        var port = NginxPort.Free();
        json["argv"] = new JsonArray([.. arguments, "--http-local-only", "--http-port-range", $"{port}-{port}"]);
        File.WriteAllText(specification, json.ToJsonString());
    }

    private static bool FailedBeforeTheFirstCell(BookResult ran) => ran.ExitCode != 0
        && ran.Error.Contains("Error occurred while starting new kernel client", StringComparison.Ordinal);

    // Behind the stack of nbconvert itself stand the cell and its error.
    private static string Failure(string said) => said[Math.Max(0, said.LastIndexOf("An error occurred while executing", StringComparison.Ordinal))..];

    private static async Task ShouldSucceedAsync(this Task<BookResult> running) => (await running).ShouldExitWith(0);

    private static List<JsonElement> Outputs(string path) =>
        [.. JsonElement.Parse(File.ReadAllBytes(path)).GetProperty("cells").EnumerateArray()
            .Where(cell => cell.TryGetProperty("outputs", out _))
            .SelectMany(cell => cell.GetProperty("outputs").EnumerateArray())];
}

/// <summary>How a notebook went in Jupyter.</summary>
/// <param name="ExitCode">0 if every cell ran.</param>
/// <param name="Error">What nbconvert said, with the cell that failed.</param>
/// <param name="Outputs">All outputs, in order, in the form that Jupyter stores; none if a cell failed.</param>
internal sealed record JupyterRun(int ExitCode, string Error, List<JsonElement> Outputs)
{
    /// <summary>What the cells wrote to the console.</summary>
    public string Text(string stream) =>
        string.Concat(Outputs.Where(output => output.TryGetProperty("name", out var name) && name.GetString() == stream).Select(output => Joined(output.GetProperty("text"))));

    /// <summary>One form of all values that were shown.</summary>
    public IEnumerable<string> Values(string mimeType) =>
        from output in Outputs
        where output.TryGetProperty("data", out var data) && data.TryGetProperty(mimeType, out _)
        select Joined(output.GetProperty("data").GetProperty(mimeType));

    // Stored as one string or as its lines.
    private static string Joined(JsonElement text) =>
        text.ValueKind == JsonValueKind.Array ? string.Concat(text.EnumerateArray().Select(line => line.GetString())) : text.GetString()!;
}

/// <summary>A test in Jupyter, skipped with the reason where it is not installed.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class JupyterTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public JupyterTheoryAttribute() => Skip = Jupyter.WhatIsMissing;
}
