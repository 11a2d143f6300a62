using System.Collections.Immutable;

namespace StreamBook.Tests;

/// <summary>Which processes have to do with a folder.</summary>
internal static class LabProcesses
{
    /// <summary>Those that name the folder on their command line or have a file of it open: guard, nginx and its workers, whose own titles say nothing.</summary>
    public static ImmutableArray<string> Of(string folder) =>
    [
        .. from process in Directory.GetDirectories("/proc")
           where Path.GetFileName(process).All(char.IsAsciiDigit)
           let commandLine = Try(() => File.ReadAllText($"{process}/cmdline")).Replace('\0', ' ')
           where commandLine.Contains(folder, StringComparison.Ordinal) || Files(process).Any(file => file.StartsWith(folder, StringComparison.Ordinal))
           select $"{Path.GetFileName(process)} {commandLine}",
    ];

    private static ImmutableArray<string> Files(string process)
    {
        try
        {
            return [.. Directory.GetFiles($"{process}/fd").Select(file => Try(() => File.ResolveLinkTarget(file, false)?.FullName ?? ""))];
        }
        catch (IOException)
        {
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Processes come and go while we look.
    private static string Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
