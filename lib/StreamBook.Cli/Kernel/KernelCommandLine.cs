using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>How kernels are started.</summary>
internal static class KernelCommandLine
{
    /// <summary>The dotnet host of the running framework, whether this process was started by it, by its own executable or by a test runner.</summary>
    public static string DotnetHost { get; } =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The command line of the embedded kernel.</summary>
    public static string Embedded { get; } = $"\"{DotnetHost}\" \"{typeof(KernelCommandLine).Assembly.Location}\" kernel";

    public static ProcessStartInfo ToStart(string commandLine, string workingDirectory)
    {
        var (fileName, arguments) = Split(commandLine.Trim());
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new(fileName, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
            CreateNoWindow = true,
            Environment =
            {
                // A .NET process leaves its diagnostic socket in the temporary folder when it is killed.
                ["DOTNET_EnableDiagnostics"] = "0",
                // The launcher says the same to the SDK: a lab has nothing to tell anybody outside this machine.
                ["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1",
            },
        };
    }

    private static (string FileName, string Arguments) Split(string commandLine)
    {
        var (start, end) = commandLine.StartsWith('"') ? (1, commandLine.IndexOf('"', 1)) : (0, commandLine.IndexOf(' ', StringComparison.Ordinal));
        return end < 0 ? (commandLine, "") : (commandLine[start..end], commandLine[(end + 1)..].TrimStart());
    }
}
