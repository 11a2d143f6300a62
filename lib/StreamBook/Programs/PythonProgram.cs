using StreamBook.Programs;

namespace StreamBook;

/// <summary>The Python of this machine, for servers that work otherwise than those of .NET. Only its standard library is used.</summary>
public sealed class PythonProgram
{
    /// <summary>The environment variable that names the Python to take, for one in an unusual place.</summary>
    public const string PathVariable = "STREAMBOOK_PYTHON";

    // Its standard input is closed when we let go, and when we are gone.
    private const string EndsWithUs = """
        import os, sys, threading
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()

        """;

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);
    private static PythonProgram? _found;

    private PythonProgram(string path, string version) => (Path, Version) = (path, version);

    /// <summary>The full path of the executable.</summary>
    public string Path { get; }

    /// <summary>Its name and version in its own words, such as <c>Python 3.11.2</c>.</summary>
    public string Version { get; }

    /// <summary>The one command that installs Python on this system.</summary>
    public static string InstallCommand => Programs.InstallCommand.Python;

    /// <summary>Finds Python 3 on <c>PATH</c>, or only where <see cref="PathVariable"/> says, and asks it for its version; the answer is kept.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is none that runs; the message has the command that installs it.</exception>
    public static async Task<PythonProgram> FindAsync(CancellationToken cancellationToken = default)
    {
        if (_found is { } known && File.Exists(known.Path))
            return known;
        return _found = await FindAsync(Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } told ? [told] : ["python3", "python"], cancellationToken);
    }

    internal static async Task<PythonProgram> FindAsync(string[] candidates, CancellationToken cancellationToken)
    {
        var seen = $"There is no program {string.Join(" or ", candidates)} on PATH.";
        foreach (var path in candidates.Select(NginxProgram.OnPath).OfType<string>())
        {
            await using var process = ChildProcess.Start(path, "--version");
            try
            {
                var exitCode = await process.Exited.WaitAsync(_deadline, cancellationToken);
                if (exitCode == 0 && process.Output.Trim() is var version && version.StartsWith("Python 3.", StringComparison.Ordinal))
                    return new(path, version);
                seen = $"{path} --version: exit code {exitCode}. {process.Output.Trim()}";
            }
            catch (TimeoutException)
            {
                seen = $"{path} --version did not end within {_deadline.TotalSeconds:0} s.";
            }
        }

        throw new LabException("Python 3 was not found.", seen, $"Install it: {InstallCommand}\nOr name its path in the environment variable {PathVariable}.");
    }

    /// <summary>Runs a script that serves. It ends when it is disposed, and when this process is gone.</summary>
    /// <param name="script">Python that prints its address, such as <c>http://127.0.0.1:41873/</c>, in a line of its own once it listens.</param>
    /// <param name="cancellationToken">Gives up; nothing is left running.</param>
    /// <exception cref="LabException">It ended, or printed no address within 10 s.</exception>
    public async Task<PythonServer> ServeAsync(string script, CancellationToken cancellationToken = default)
    {
        // Isolated and unbuffered: neither the learner's variables nor their folder change what it does.
        var process = ChildProcess.Start(Path, "-I", "-u", "-c", EndsWithUs + script);
        try
        {
            var line = await process.WaitForLineAsync(line => line.StartsWith("http://", StringComparison.Ordinal), _deadline, cancellationToken);
            return new(process, new(line));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>One line: version and path.</summary>
    public override string ToString() => $"{Version} ({Path})";
}
