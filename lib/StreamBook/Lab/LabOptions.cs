namespace StreamBook;

/// <summary>How a lab is started.</summary>
public sealed record LabOptions
{
    /// <summary>What its first nginx is configured with; <see cref="Recipes.Recommended"/> unless told.</summary>
    public NginxConfiguration Configuration { get; init; } = Recipes.Recommended;

    /// <summary>Whether nginx's folder, with its configuration and logs, stays after the end; false unless told. Its path is <see cref="NginxServer.Folder"/>.</summary>
    public bool KeepFiles { get; init; }

    /// <summary>How long nginx may take to start, and to take up a configuration; 10 s unless told.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);
}
