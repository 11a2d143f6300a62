using StreamBook.Programs;

namespace StreamBook.Cli.Kernel;

/// <summary>A kernel did not start, or ended while it was needed.</summary>
internal sealed class KernelException : Exception
{
    public KernelException(string what, string commandLine, int? exitCode, string errorOutput)
        : base(Describe(what, commandLine, exitCode, errorOutput))
    {
        What = what;
        CommandLine = commandLine;
        ExitCode = exitCode;
        ErrorOutput = errorOutput;
    }

    /// <summary>What happened, in a sentence.</summary>
    public string What { get; }

    /// <summary>How the kernel was started, or was to be.</summary>
    public string CommandLine { get; }

    /// <summary>The exit code of the kernel's process; null if it never ran or was stopped from here.</summary>
    public int? ExitCode { get; }

    /// <summary>What the kernel wrote to its standard error, cut in the middle if it is long.</summary>
    public string ErrorOutput { get; }

    private static string Describe(string what, string commandLine, int? exitCode, string errorOutput)
    {
        var lines = new List<string> { what, $"  Command: {commandLine}" };
        if (exitCode is { } code)
            lines.Add($"  Exit code: {code}");
        if (exitCode is null && commandLine.Contains("dotnet-interactive", StringComparison.Ordinal))
            lines.Add($"To install .NET Interactive: {InstallCommand.DotnetInteractive}");
        if (errorOutput.Length > 0)
            lines.Add($"  Standard error: {errorOutput.ReplaceLineEndings("\n    ")}");
        return string.Join('\n', lines);
    }
}
