using System.Diagnostics;

namespace StreamBook.Bench;

/// <summary>`book`, built, as a person starts it: the launcher with all that it looks at first, except on Windows.</summary>
internal static class BookCommand
{
    /// <summary>The folder of the book.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    public static Process Start(string folder, params string[] arguments)
    {
        string[] command = OperatingSystem.IsWindows()
            ? ["dotnet", Path.Combine(Root, "artifacts/bin/StreamBook.Cli/release/StreamBook.Cli.dll")]
            : [Path.Combine(Root, "book")];
        return Process.Start(new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
