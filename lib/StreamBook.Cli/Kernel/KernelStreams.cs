using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// The two ends of the protocol, out of reach of the cells: a cell, or a program started by one, that writes to the
/// process's standard output or reads its standard input cannot break the protocol.
/// </summary>
internal sealed partial record KernelStreams(TextReader Input, Stream Output)
{
    private const int WindowsOutput = -11;
    private const int WindowsError = -12;

    /// <summary>Takes standard input and output for the protocol. What is written to standard output from then on goes to standard error.</summary>
    public static KernelStreams Take()
    {
        // On Unix this is a private duplicate, which no child process inherits.
        var input = new StreamReader(Console.OpenStandardInput());
        Console.SetIn(TextReader.Null);
        if (OperatingSystem.IsWindows())
        {
            var console = Console.OpenStandardOutput();
            _ = SetStandardHandle(WindowsOutput, GetStandardHandle(WindowsError));
            return new(input, console);
        }

        // So is this; not the console's own stream, whose writes wait for a cell that is writing to Console.Out.
        var output = new FileStream(new SafeFileHandle(DuplicateForThisProcess(1), ownsHandle: true), FileAccess.Write, bufferSize: 0);
        using var nothing = File.OpenHandle("/dev/null");
        _ = Duplicate((int)nothing.DangerousGetHandle(), 0);
        _ = Duplicate(2, 1);
        return new(input, output);
    }

    /// <summary>Makes this process the leader of a group of its own, so that all it starts can be ended together.</summary>
    public static void LeadProcessGroup()
    {
        if (!OperatingSystem.IsWindows())
            _ = StartSession();
    }

    // The framework's own: libc's way to a duplicate that is not inherited takes a variable number of arguments.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_Dup")]
    private static partial nint DuplicateForThisProcess(nint descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int StartSession();

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint GetStandardHandle(int which);

    [LibraryImport("kernel32", EntryPoint = "SetStdHandle")]
    private static partial int SetStandardHandle(int which, nint handle);
}
