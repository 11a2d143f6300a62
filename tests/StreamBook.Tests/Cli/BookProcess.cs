using System.Diagnostics;
using System.Text;
using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>`book` as a process, as a person or a CI job starts it.</summary>
internal static class BookProcess
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(5);

    public static string Assembly { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../StreamBook.Cli/release/StreamBook.Cli.dll"));

    public static Process Start(string folder, params string[] args) => Start(folder, [], args);

    public static Process Start(string folder, (string Name, string Value)[] environment, string[] args)
    {
        var start = new ProcessStartInfo(KernelCommandLine.DotnetHost, [Assembly, .. args])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // As the launcher starts it.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static Task<BookResult> RunAsync(string folder, params string[] args) => RunAsync(Start(folder, args), []);

    public static Task<BookResult> RunAsync(string folder, byte[] input, string[] args) => RunAsync(Start(folder, args), input);

    public static Task<BookResult> RunAsync(string folder, (string Name, string Value)[] environment, string[] args) => RunAsync(Start(folder, environment, args), []);

    /// <summary>Reads until a line holds that text, and returns all that was written.</summary>
    public static async Task<string> UntilAsync(this Process book, string text)
    {
        using var deadline = new CancellationTokenSource(_deadline);
        var output = "";
        while (await book.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            output += line + "\n";
            if (line.Contains(text, StringComparison.Ordinal))
                return output;
        }

        throw new InvalidOperationException($"It ended without “{text}”:\n{output}{await book.StandardError.ReadToEndAsync(deadline.Token)}");
    }

    private static async Task<BookResult> RunAsync(Process started, byte[] input)
    {
        using var process = started;
        try
        {
            using var deadline = new CancellationTokenSource(_deadline);
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardInput.BaseStream.WriteAsync(input, deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>How `book` ended and what it wrote.</summary>
internal sealed record BookResult(int ExitCode, string Output, string Error)
{
    /// <summary>The exit code is the expected one; if not, what was written says why.</summary>
    public BookResult ShouldExitWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"stdout:\n{Output}\nstderr:\n{Error}");
        return this;
    }
}
