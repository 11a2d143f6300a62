using StreamBook.Nginx;
using StreamBook.Programs;

namespace StreamBook;

/// <summary>The nginx of this machine.</summary>
public sealed class NginxProgram
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);
    private static NginxProgram? _found;

    private NginxProgram(string path, NginxBuild build)
    {
        Path = path;
        Build = build;
    }

    /// <summary>The full path of the executable.</summary>
    public string Path { get; }

    /// <summary>Its version, such as 1.22.1.</summary>
    public Version Version => Build.Version;

    /// <summary>The one command that installs nginx on this system.</summary>
    public static string InstallCommand => Programs.InstallCommand.Nginx;

    internal NginxBuild Build { get; }

    /// <summary>Finds nginx on <c>PATH</c> and in the places where packages put it, and asks it for its version; the answer is kept.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is none, or it does not run; the message has the command that installs it.</exception>
    public static async Task<NginxProgram> FindAsync(CancellationToken cancellationToken = default)
    {
        if (_found is { } known && File.Exists(known.Path))
            return known;
        var path = OnPath("nginx") ?? throw new LabException(
            "nginx was not found.", "It is neither on PATH nor in /usr/sbin, /usr/local/sbin, /opt/homebrew/bin.", $"Install it: {InstallCommand}");
        var (exitCode, answer) = await RunAsync(path, ["-V"], cancellationToken);
        return _found = NginxBuild.Parse(answer) is { } build
            ? new(path, build)
            : throw new LabException($"{path} does not say which nginx it is.", $"Exit code {exitCode}. {answer}", $"Install it again: {InstallCommand}");
    }

    /// <summary>Runs nginx to its end: for questions, not for serving.</summary>
    internal Task<(int ExitCode, string Answer)> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(Path, arguments, cancellationToken);

    private static async Task<(int ExitCode, string Answer)> RunAsync(string path, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = ChildProcess.Start(path, arguments);
        try
        {
            return (await process.Exited.WaitAsync(_deadline, cancellationToken), process.Output);
        }
        catch (TimeoutException)
        {
            throw new LabException($"nginx {string.Join(' ', arguments)} did not end within {_deadline.TotalSeconds:0} s.", process.Output, "A name in the configuration that takes long to resolve does that.");
        }
    }

    /// <summary>The full path of a program by its name, without the ending it has on Windows; a full path stays as it is. Null if there is none.</summary>
    internal static string? OnPath(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ""] : [""];
        // Packages put nginx into sbin folders, which an ordinary user's PATH often lacks.
        string[] usual = OperatingSystem.IsWindows() ? [] : ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/usr/local/bin"];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(usual)
            .SelectMany(_ => endings, (folder, ending) => System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, program + ending)))
            .FirstOrDefault(File.Exists);
    }
}
