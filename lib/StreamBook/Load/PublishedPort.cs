using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamBook.Load;

/// <summary>
/// What stands between us and a server in a container: a port of 127.0.0.1 that the engine publishes is served by a
/// process of its own, docker-proxy. When that has no file left, it stops listening, and the server cannot be reached again.
/// </summary>
internal static partial class PublishedPort
{
    // Measured with Docker Engine 20.10: two sockets, and a pipe of two ends each way, through which Go moves the bytes.
    private const int FilesPerConnection = 6;

    /// <summary>How many connections it takes, a tenth held back; null if nothing is known against any number.</summary>
    /// <param name="limits">What Linux says of the limits of a process in its <c>/proc/…/limits</c>.</param>
    /// <remarks>We cannot look into a process of the engine. It is taken to have as many files as we may have at most, which is what a machine sets for all.</remarks>
    public static int? ConnectionCount(string limits) =>
        OpenFiles().Match(limits) is { Success: true } files && int.TryParse(files.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var count)
            ? (int)(count / FilesPerConnection * 0.9)
            : null;

    /// <summary>The same of this machine.</summary>
    public static int? ConnectionCount() => OperatingSystem.IsLinux() ? ConnectionCount(File.ReadAllText("/proc/self/limits")) : null;

    [GeneratedRegex(@"^Max open files +\S+ +(\d+) ", RegexOptions.Multiline)]
    private static partial Regex OpenFiles();
}
