using System.Collections.Immutable;
using System.Globalization;

namespace StreamBook.Tests;

/// <summary>Which processes have to do with a lab, from /proc.</summary>
internal static class LabProcesses
{
    /// <summary>Those that name the folder on their command line or have a file of it open: guard, nginx and its workers, whose own titles say nothing.</summary>
    public static ImmutableArray<string> Of(string folder) =>
    [
        .. from id in All()
           let commandLine = Try(() => File.ReadAllText($"/proc/{id}/cmdline"), "").Replace('\0', ' ')
           where commandLine.Contains(folder, StringComparison.Ordinal) || OpenFiles(id).Any(file => file.StartsWith(folder, StringComparison.Ordinal))
           select $"{id} {commandLine}",
    ];

    public static string StandardOutput(int id) => new FileInfo($"/proc/{id}/fd/1").LinkTarget!;

    public static ImmutableArray<int> HoldersOf(string file) => [.. All().Where(id => OpenFiles(id).Contains(file))];

    private static IEnumerable<int> All() =>
        Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    private static string[] OpenFiles(int id) =>
        Try(() => Directory.GetFiles($"/proc/{id}/fd").Select(file => Try(() => new FileInfo(file).LinkTarget ?? "", "")).ToArray(), []);

    // Processes come and go while we look, and some are not ours to look into.
    private static T Try<T>(Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return otherwise;
        }
    }
}
