using System.Runtime.InteropServices;

namespace StreamBook.Cli;

/// <summary>
/// The two ends of the protocol, out of reach of the cells: a cell, or a program started by one, that writes to the
/// process's standard output or reads its standard input cannot break the protocol.
/// </summary>
internal sealed partial record KernelStreams(TextReader Input, Stream Output)
{
    private const int WindowsOutput = -11;
    private const int WindowsError = -12;

    /// <summary>Takes standard input and output for the protocol. What is written to standard output from then on goes to standard error.</summary>
    internal static KernelStreams Take()
    {
        // On Unix both are private duplicates that no child process inherits.
        var streams = new KernelStreams(new StreamReader(Console.OpenStandardInput()), Console.OpenStandardOutput());
        if (OperatingSystem.IsWindows())
        {
            _ = SetStandardHandle(WindowsOutput, GetStandardHandle(WindowsError));
        }
        else
        {
            using var nothing = File.OpenHandle("/dev/null");
            _ = Duplicate((int)nothing.DangerousGetHandle(), 0);
            _ = Duplicate(2, 1);
        }

        Console.SetIn(TextReader.Null);
        return streams;
    }

    /// <summary>Makes this process the leader of a group of its own, so that all it starts can be ended together.</summary>
    internal static void LeadProcessGroup()
    {
        if (!OperatingSystem.IsWindows())
            _ = StartSession();
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int StartSession();

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint GetStandardHandle(int which);

    [LibraryImport("kernel32", EntryPoint = "SetStdHandle")]
    private static partial int SetStandardHandle(int which, nint handle);
}
