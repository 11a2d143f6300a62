namespace StreamBook;

/// <summary>Decides where the servers of a lab run.</summary>
internal static class ServerHosts
{
    private static readonly TimeSpan _autoAnswer = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(10);

    // Asked once in a process: a notebook runs in one place, and a registry that cannot be reached takes its time to say so.
    private static string? _whyNoContainers;

    public static async Task<IServerHost> StartAsync(LabOptions options, CancellationToken cancellationToken)
    {
        switch (options.Host is LabHost.Auto ? FromEnvironment() : options.Host)
        {
            case LabHost.Processes:
                return new ProcessHost("asked for");
            case LabHost.Containers:
                return await ContainerHost.StartAsync(options, "asked for; ", _answer, cancellationToken);
            case var _ when !OperatingSystem.IsLinux():
                return new ProcessHost("containers have another clock on this system");
        }

        try
        {
            if (_whyNoContainers is null)
                return await ContainerHost.StartAsync(options, "", _autoAnswer, cancellationToken);
        }
        catch (LabException e)
        {
            _whyNoContainers = e.Attempt.TrimEnd('.');
        }

        return new ProcessHost(_whyNoContainers);
    }

    private static LabHost FromEnvironment() => Environment.GetEnvironmentVariable(Lab.HostVariable) switch
    {
        null or "" => LabHost.Auto,
        var text when Enum.TryParse<LabHost>(text, ignoreCase: true, out var host) && Enum.IsDefined(host) => host,
        var text => throw new LabException("It is not clear where the lab shall run.", $"{Lab.HostVariable} is {text}.", "Set it to auto, processes or containers."),
    };
}
