using System.Collections.Immutable;
using System.Diagnostics;
using StreamBook.Programs;

namespace StreamBook;

/// <summary>
/// The browser of this machine that a program can drive: Chromium, or one that is built on it. The library does not
/// drive it and needs no package; a notebook hands <see cref="Path"/> and <see cref="QuietArguments"/> to one that does.
/// </summary>
public sealed class BrowserProgram
{
    /// <summary>The environment variable that names the browser to take, for one in an unusual place.</summary>
    public const string PathVariable = "STREAMBOOK_BROWSER";

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);
    private static BrowserProgram? _found;

    private BrowserProgram(string path, string version)
    {
        Path = path;
        Version = version;
    }

    /// <summary>The full path of the executable.</summary>
    public string Path { get; }

    /// <summary>Its name and version in its own words, such as <c>Chromium 142.0.7444.59</c>.</summary>
    public string Version { get; }

    /// <summary>
    /// Arguments that keep it quiet and on this machine: no first-run pages, no updates, no services of its maker, no
    /// proxy, and no name but <c>localhost</c> resolves. As root also <c>--no-sandbox</c>, without which it refuses to
    /// start; as anybody else it keeps its sandbox.
    /// </summary>
    public ImmutableArray<string> QuietArguments { get; } =
    [
        "--no-first-run", "--no-default-browser-check", "--disable-default-apps", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", "--disable-quic", "--no-proxy-server",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        .. OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(),
    ];

    /// <summary>The one command that installs such a browser on this system.</summary>
    public static string InstallCommand => Programs.InstallCommand.Browser;

    /// <summary>Its names on <c>PATH</c>, and the places outside where installers put it; the preferred first.</summary>
    private static string[] Candidates { get; } =
    [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge", "chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        @"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>
    /// Finds a browser on <c>PATH</c> and in the usual places, or only where <see cref="PathVariable"/> says, and asks
    /// it for its version; the answer is kept.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is none that runs; the message has the command that installs one.</exception>
    public static async Task<BrowserProgram> FindAsync(CancellationToken cancellationToken = default)
    {
        if (_found is { } known && File.Exists(known.Path))
            return known;
        return _found = await FindAsync(Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } told ? [told] : Candidates, cancellationToken);
    }

    internal static async Task<BrowserProgram> FindAsync(string[] candidates, CancellationToken cancellationToken = default)
    {
        var seen = candidates is [var only] ? $"There is no program {only}."
            : "Neither Chromium nor Chrome nor Edge is on PATH or where its installer puts it.";
        foreach (var path in candidates.Select(NginxProgram.OnPath).OfType<string>())
        {
            var (version, failure) = await AskAsync(path, cancellationToken);
            if (version is not null)
                return new(path, version);
            seen = failure!;
        }

        throw new LabException(
            "No browser was found that a program can drive.", seen,
            $"Install one: {InstallCommand}\nOr name its path in the environment variable {PathVariable}.");
    }

    /// <summary>One line: name, version and path.</summary>
    public override string ToString() => $"{Version} ({Path})";

    private static async Task<(string? Version, string? Failure)> AskAsync(string path, CancellationToken cancellationToken)
    {
        // Asked on Windows, it opens a window instead of answering.
        if (OperatingSystem.IsWindows())
            return FileVersionInfo.GetVersionInfo(path) is { ProductVersion: { } version } file ? ($"{file.ProductName} {version}", null) : (null, $"{path} has no version.");
        try
        {
            await using var process = ChildProcess.Start(path, "--version");
            var exitCode = await process.Exited.WaitAsync(_deadline, cancellationToken);

            // The script that starts it on some systems complains before it answers. What stands in for a browser that is
            // not installed says how to install it, and may exit with 0.
            var line = process.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(IsVersion);
            return exitCode == 0 && line is not null ? (line.Split(" built on ")[0], null) : (null, $"{path} does not work. Exit code {exitCode}. {process.Output.Trim()}");
        }
        catch (TimeoutException)
        {
            return (null, $"{path} --version did not end within {_deadline.TotalSeconds:0} s.");
        }
        catch (LabException e)
        {
            return (null, e.Observation);
        }
    }

    private static bool IsVersion(string line) =>
        (line.StartsWith("Chromium ", StringComparison.Ordinal) || line.StartsWith("Google Chrome ", StringComparison.Ordinal) || line.StartsWith("Microsoft Edge ", StringComparison.Ordinal))
        && line.AsSpan().ContainsAnyInRange('0', '9');
}
