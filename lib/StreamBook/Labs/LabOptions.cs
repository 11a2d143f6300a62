using System.Collections.Immutable;
using System.Net;

namespace StreamBook;

/// <summary>How a lab is started.</summary>
public sealed record LabOptions
{
    /// <summary>What its first nginx is configured with; <see cref="Recipe.Recommended"/> unless told.</summary>
    public NginxConfiguration Configuration { get; init; } = Recipe.Recommended;

    /// <summary>Whether nginx's folder, with its configuration and logs, stays after the end; false unless told. Its path is <see cref="NginxServer.Folder"/>.</summary>
    public bool KeepFiles { get; init; }

    /// <summary>The port of the first nginx on 127.0.0.1; 0, which is a free one, unless told. All others have free ones.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no port.</exception>
    public int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, IPEndPoint.MaxPort);
            field = value;
        }
    }

    /// <summary>How long nginx may take to start, and to take up a configuration; 10 s unless told.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the servers run; <see cref="LabHost.Auto"/> unless told.</summary>
    public LabHost Host { get; init; }

    /// <summary>
    /// The versions of nginx that run side by side, such as <c>1.28</c> and <c>1.30</c>, each with <see cref="Configuration"/>;
    /// one nginx unless told, of the version in <c>STREAMBOOK_NGINX</c> or whichever is there. As processes only the version of this machine can be had.
    /// </summary>
    public ImmutableArray<string> NginxVersions { get; init; } = [];

    /// <summary>Hears what is being built while an image is, which happens once and takes a minute: a line for each step; written to the console unless told.</summary>
    public IProgress<string> Progress { get; init; } = ConsoleLines.Instance;

    // Unlike Progress<T>, which hands over lines in any order.
    private sealed class ConsoleLines : IProgress<string>
    {
        public static ConsoleLines Instance { get; } = new();

        public void Report(string value) => Console.WriteLine(value);
    }
}
