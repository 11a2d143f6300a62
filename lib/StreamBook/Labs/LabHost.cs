namespace StreamBook;

/// <summary>Where the servers of a lab run.</summary>
public enum LabHost
{
    /// <summary>
    /// In containers when an engine answers within 1 s and its images are there or can be built, else as processes.
    /// The environment variable <c>STREAMBOOK_HOST</c> (<c>processes</c> or <c>containers</c>) decides otherwise.
    /// On other systems than Linux as processes: there the clock of a container, which tells when an event was sent, is not ours.
    /// </summary>
    Auto,

    /// <summary>As processes of the user.</summary>
    Processes,

    /// <summary>In containers of Docker or Podman.</summary>
    Containers,
}
