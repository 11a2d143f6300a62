using System.Text;
using StreamBook.Nginx;

namespace StreamBook.Labs.Nginx;

/// <summary>One nginx, wherever it runs: its files, its orders, its end.</summary>
/// <param name="build">Which nginx.</param>
/// <param name="folder">The full path of its folder on this machine.</param>
internal abstract class NginxInstance(NginxBuild build, string folder) : IAsyncDisposable
{
    /// <summary>The name of the configuration file in the folder.</summary>
    public const string ConfigurationFile = "nginx.conf";

    /// <summary>The name under which a configuration is tested before it takes that one's place.</summary>
    protected const string CandidateFile = "candidate.conf";

    /// <summary>Which nginx this is.</summary>
    public NginxBuild Build { get; } = build;

    /// <summary>The full path of the folder on this machine; only its owner may enter it.</summary>
    public string Folder { get; } = folder;

    /// <summary>The folder as nginx calls it (its word: prefix), below which it writes everything.</summary>
    public virtual string Prefix => Folder;

    /// <summary>Where other servers of the lab reach it, when that is another address than where we do.</summary>
    public virtual Uri? InnerUrl => null;

    /// <summary>Completes once nginx has ended by itself or by somebody else's hand, with a sentence that says how.</summary>
    public abstract Task<string> Ended { get; }

    /// <summary>What nginx has written outside of its logs.</summary>
    public abstract string Output { get; }

    /// <summary>What the lab puts around a configuration here.</summary>
    /// <param name="port">The port of 127.0.0.1 on which we reach it.</param>
    /// <param name="upstream">Where it forwards to.</param>
    public abstract NginxTemplate Template(int port, Uri upstream);

    /// <summary>Reads error.log or access.log as it is now; empty if there is none. One character a byte unless told otherwise.</summary>
    public abstract string Read(string fileName, Encoding? encoding = null);

    /// <summary>Lets nginx test a configuration, and puts it where nginx reads it if it passes; what fails changes nothing.</summary>
    /// <returns>What nginx has against it; null if nothing.</returns>
    public abstract Task<string?> InstallAsync(string text, CancellationToken cancellationToken);

    /// <summary>Starts nginx.</summary>
    /// <param name="port">The port of 127.0.0.1 on which we reach it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What nginx has against its configuration, where only the start tells; null if nothing.</returns>
    public abstract Task<string?> StartAsync(int port, CancellationToken cancellationToken);

    /// <summary>Whether nginx could not start because somebody else has the port.</summary>
    public abstract bool FoundPortTaken(int port);

    /// <summary>Tells nginx to read its configuration file again; returns when it is told.</summary>
    public abstract Task ReloadAsync();

    /// <summary>Reads what nginx, master and workers, uses.</summary>
    public abstract Task<ServerUsage> ReadUsageAsync(CancellationToken cancellationToken);

    /// <summary>Ends nginx, streams that are open included, and removes the folder.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>The path of a temporary folder that is not there yet.</summary>
    protected static string NewFolder() =>
        Path.Combine(Path.GetTempPath(), $"streambook-{Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal)}");
}
