using System.Collections.Concurrent;
using StreamBook.Labs.Containers;

namespace StreamBook.Labs;

/// <summary>Decides where the servers of a lab run.</summary>
internal static class ServerHosts
{
    /// <summary>How long an engine may take to answer where it is needed.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan _autoAnswer = TimeSpan.FromSeconds(1);

    // Asked once in a process for each choice of versions: a registry that cannot be reached takes its time to say so.
    private static readonly ConcurrentDictionary<string, string> _whyNoImages = new();

    public static async Task<IServerHost> StartAsync(LabOptions options, CancellationToken cancellationToken)
    {
        switch (options.Host is LabHost.Auto ? FromEnvironment() : options.Host)
        {
            case LabHost.Processes:
                return new ProcessHost("asked for");
            case LabHost.Containers:
                return await ContainerHost.StartAsync(await ContainerHost.FindEngineAsync(Answer, cancellationToken), options, "asked for; ", cancellationToken);
            case var _ when !OperatingSystem.IsLinux():
                return new ProcessHost("containers have another clock on this system");
        }

        var versions = string.Join(',', options.NginxVersions);
        if (_whyNoImages.TryGetValue(versions, out var reason))
            return new ProcessHost(reason);
        IContainerEngine engine;
        try
        {
            engine = await ContainerHost.FindEngineAsync(_autoAnswer, cancellationToken);
        }
        catch (LabException e)
        {
            return new ProcessHost(Reason(e));
        }

        try
        {
            return await ContainerHost.StartAsync(engine, options, "", cancellationToken);
        }
        catch (LabException e)
        {
            return new ProcessHost(_whyNoImages[versions] = Reason(e));
        }

        static string Reason(LabException e) => e.Attempt.TrimEnd('.');
    }

    /// <summary>Checks that a lab would find what it runs on: nginx, or a container engine.</summary>
    /// <exception cref="LabException">It would not; the message says how to get it.</exception>
    public static async Task CheckAsync(CancellationToken cancellationToken)
    {
        var host = FromEnvironment();
        try
        {
            if (host is LabHost.Containers)
                (await ContainerHost.FindEngineAsync(Answer, cancellationToken)).Dispose();
            else
                await NginxProgram.FindAsync(cancellationToken);
        }
        catch (LabException) when (host is LabHost.Auto && OperatingSystem.IsLinux())
        {
            if (!await AnEngineAnswersAsync(cancellationToken))
                throw;
        }
    }

    private static async Task<bool> AnEngineAnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            (await ContainerHost.FindEngineAsync(_autoAnswer, cancellationToken)).Dispose();
            return true;
        }
        catch (LabException)
        {
            return false;
        }
    }

    private static LabHost FromEnvironment() => Environment.GetEnvironmentVariable(Lab.HostVariable) switch
    {
        null or "" => LabHost.Auto,
        var text when Enum.TryParse<LabHost>(text, ignoreCase: true, out var host) && Enum.IsDefined(host) => host,
        var text => throw new LabException("It is not clear where the lab shall run.", $"{Lab.HostVariable} is {text}.", "Set it to auto, processes or containers."),
    };
}
