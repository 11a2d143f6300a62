using System.Text;

namespace StreamBook;

/// <summary>One nginx and its folder (nginx's word: prefix), below which it writes everything.</summary>
internal abstract class NginxProcess(string folder) : IAsyncDisposable
{
    /// <summary>The name of the configuration file in the folder.</summary>
    public const string ConfigurationFile = "nginx.conf";

    /// <summary>The full path of the folder; only its owner may enter it.</summary>
    public string Folder { get; } = folder;

    /// <summary>Completes once nginx has ended by itself or by somebody else's hand, with a sentence that says how.</summary>
    public abstract Task<string> Ended { get; }

    /// <summary>What nginx has written to its standard output and standard error.</summary>
    public abstract string Output { get; }

    /// <summary>Makes the folder. nginx starts in it when told.</summary>
    public static async Task<NginxProcess> PrepareAsync(NginxProgram program, bool keepFiles, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"streambook-{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}");
        return OperatingSystem.IsWindows()
            ? WindowsNginx.Prepare(program, folder, keepFiles)
            : await GuardedNginx.PrepareAsync(program, folder, keepFiles, deadline, cancellationToken);
    }

    /// <summary>Reads a file of the folder as it is now; empty if there is none. One character a byte unless told otherwise.</summary>
    public string Read(string fileName, Encoding? encoding = null)
    {
        var path = Path.Combine(Folder, fileName);
        if (!File.Exists(path))
            return "";
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), encoding ?? Encoding.Latin1);
        return file.ReadToEnd();
    }

    /// <summary>Starts nginx.</summary>
    public abstract Task StartAsync();

    /// <summary>Tells nginx to read its configuration file again; returns when it is told.</summary>
    public abstract Task ReloadAsync();

    /// <summary>Ends nginx, streams that are open included, and removes the folder.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The command line behind the executable.</summary>
    protected static IEnumerable<string> Arguments(NginxProgram program, string folder) =>
        ["-p", folder, "-c", ConfigurationFile, .. program.Build.HasErrorLogOption ? ["-e", "error.log"] : Array.Empty<string>()];
}
