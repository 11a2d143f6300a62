using StreamBook.Labs.Nginx;

namespace StreamBook.Labs;

/// <summary>Where the servers of one lab run, and how they are started there.</summary>
internal interface IServerHost : IAsyncDisposable
{
    /// <summary>Processes or containers.</summary>
    LabHost Kind { get; }

    /// <summary>Why it is this one, in a few words.</summary>
    string Reason { get; }

    /// <summary>Where nginx reaches the backend; completes as soon as a configuration may name it, which is before it answers.</summary>
    Task<Uri> BackendUrl { get; }

    /// <summary>Starts the backend, once in a lab, and returns when it answers.</summary>
    Task<BackendServer> StartBackendAsync(CancellationToken cancellationToken);

    /// <summary>Makes an nginx that is not started yet.</summary>
    /// <param name="name">What it is called in captures.</param>
    /// <param name="version">Its version, the beginning of it at least; null for the default.</param>
    /// <param name="options">How it is started.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<NginxInstance> PrepareNginxAsync(string name, string? version, LabOptions options, CancellationToken cancellationToken);
}
