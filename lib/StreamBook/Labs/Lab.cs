using System.Collections.Immutable;
using StreamBook.Labs;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// A backend and one or more nginx in front of it, on free ports of 127.0.0.1: as processes of the user with a temporary
/// folder for each nginx and no root, or in containers. It ends when it is disposed, and when the process that opened
/// it is gone, however that ended: within 5 s no process and no folder is left, within 10 s no container and no network.
/// (On Windows, a killed process leaves its nginx running.) Any number of labs can be open at once.
/// </summary>
[TypeFormatterSource(typeof(Shown))]
public sealed class Lab : IAsyncDisposable
{
    /// <summary>The environment variable that decides for <see cref="LabHost.Auto"/>; <c>book run --host</c> sets it for the notebooks it runs.</summary>
    public const string HostVariable = "STREAMBOOK_HOST";

    /// <summary>
    /// The environment variable with the version of nginx, such as <c>1.30</c>, for labs whose <see cref="LabOptions.NginxVersions"/>
    /// names none; <c>book run --nginx</c> sets it for the notebooks it runs.
    /// </summary>
    public const string NginxVariable = "STREAMBOOK_NGINX";

    private readonly LabOptions _options;
    private readonly Lock _lock = new();
    private int _nginxCount;
    private Task? _disposal;
    private ImmutableArray<NginxServer> _nginxServers;

    private Lab(IServerHost host, BackendServer backend, ImmutableArray<NginxServer> nginxServers, LabOptions options)
    {
        ServerHost = host;
        Backend = backend;
        _nginxServers = nginxServers;
        _nginxCount = nginxServers.Length;
        _options = options;
    }

    /// <summary>The backend.</summary>
    public BackendServer Backend { get; }

    /// <summary>The nginx in front of the backend; the first of <see cref="NginxServers"/>.</summary>
    public NginxServer Nginx => _nginxServers[0];

    /// <summary>Every nginx of the lab: one for each of <see cref="LabOptions.NginxVersions"/>, then those that were added.</summary>
    public ImmutableArray<NginxServer> NginxServers => _nginxServers;

    /// <summary>Where the servers run: as processes or in containers.</summary>
    public LabHost Host => ServerHost.Kind;

    /// <summary>Why they run there, in a few words.</summary>
    public string HostReason => ServerHost.Reason;

    internal IServerHost ServerHost { get; }

    /// <summary>Whether its end has begun.</summary>
    internal bool IsClosed => _disposal is not null;

    /// <summary>All of them: every nginx in the order they were started, then the backend.</summary>
    public ImmutableArray<LabServer> Servers => [.. _nginxServers, Backend];

    /// <summary>What all of them have written, under a heading each.</summary>
    public string Logs => string.Join('\n', _nginxServers
        .SelectMany(nginx => (string[])[$"== {nginx.Name}: error.log", nginx.ErrorLog, $"== {nginx.Name}: access.log", nginx.AccessLog])
        .Prepend(Backend.Output).Prepend("== backend"));

    /// <summary>Starts a backend and an nginx, and returns when both answer. Nothing is written to the console, but while an image is built (<see cref="LabOptions.Progress"/>).</summary>
    /// <param name="options">How; the recommended configuration unless told.</param>
    /// <param name="cancellationToken">Gives up; nothing is left.</param>
    /// <exception cref="LabException">nginx, the backend or an engine is missing, or did not start.</exception>
    /// <exception cref="NginxConfigurationException">nginx does not accept the configuration.</exception>
    public static async Task<Lab> StartAsync(LabOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        if (options.NginxVersions is [] && Environment.GetEnvironmentVariable(NginxVariable) is { Length: > 0 } version)
            options = options with { NginxVersions = [version] };
        var host = await ServerHosts.StartAsync(options, cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var backend = host.StartBackendAsync(either.Token);
        var nginx = options.NginxVersions is []
            ? [StartNginxAsync("nginx", null, options.Port)]
            : options.NginxVersions.Select((version, index) => StartNginxAsync(options.NginxVersions is [_] ? "nginx" : $"nginx {version}", version, index == 0 ? options.Port : 0)).ToArray();
        try
        {
            // The first to fail ends the wait; the others are then given up.
            await foreach (var task in Task.WhenEach([backend, .. nginx]))
                await task;
            return new(host, await backend, [.. await Task.WhenAll(nginx)], options);
        }
        catch
        {
            await either.CancelAsync();
            foreach (var start in nginx)
                await DisposeStartedAsync(start);
            await DisposeStartedAsync(backend);
            await host.DisposeAsync();
            throw;
        }

        Task<NginxServer> StartNginxAsync(string name, string? version, int port) => NginxServer.StartAsync(
            name, () => host.PrepareNginxAsync(name, version, options, either.Token), host.BackendUrl, options, either.Token, port);
    }

    /// <summary>Puts another configuration in force on <see cref="Nginx"/>; see <see cref="NginxServer.UseAsync"/>.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="cancellationToken">Gives up; which of the two is in force is then open.</param>
    /// <exception cref="NginxConfigurationException">nginx does not accept it; the one before stays in force.</exception>
    /// <exception cref="LabException">nginx has ended, or did not take it up in time.</exception>
    public Task UseAsync(NginxConfiguration configuration, CancellationToken cancellationToken = default) =>
        Nginx.UseAsync(configuration, cancellationToken);

    /// <summary>Starts one more nginx, which ends with the lab.</summary>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="upstream">Where it forwards to, an http URL whose path is ignored: another nginx of the lab for two proxies in a row; the backend unless told.</param>
    /// <param name="cancellationToken">Gives up; nothing of it is left.</param>
    /// <exception cref="ArgumentException">The upstream is no absolute http URL.</exception>
    /// <exception cref="LabException">It did not start.</exception>
    /// <exception cref="NginxConfigurationException">nginx does not accept the configuration.</exception>
    public async Task<NginxServer> AddNginxAsync(NginxConfiguration configuration, Uri? upstream = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
        if (upstream is not null && !(upstream.IsAbsoluteUri && upstream.Scheme == Uri.UriSchemeHttp))
            throw new ArgumentException($"nginx is to forward to an absolute http URL, which {upstream} is not.", nameof(upstream));
        var name = $"nginx {Interlocked.Increment(ref _nginxCount)}";
        var known = upstream is null ? Backend : _nginxServers.Prepend<LabServer>(Backend).FirstOrDefault(server => server.Url.Authority == upstream.Authority);
        var nginx = await NginxServer.StartAsync(
            name,
            () => ServerHost.PrepareNginxAsync(name, _options.NginxVersions.FirstOrDefault(), _options, cancellationToken),
            Task.FromResult(known?.InnerUrl ?? upstream!), _options with { Configuration = configuration }, cancellationToken);
        lock (_lock)
        {
            if (_disposal is null)
            {
                _nginxServers = _nginxServers.Add(nginx);
                return nginx;
            }
        }

        await nginx.DisposeAsync();
        throw new ObjectDisposedException(ToString());
    }

    /// <summary>Ends everything at once, open streams included, and removes the folders. A second call waits for the first.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
            return new(_disposal ??= EndAsync());
    }

    /// <summary>One line: where it runs and why, the nginx with its version and address, and the backend's address; a line more for each further nginx.</summary>
    public override string ToString() => $"lab {(Host is LabHost.Containers ? "in containers" : "as processes")} ({HostReason}): {string.Join("\n  and ", NginxServers)}";

    private static async Task DisposeStartedAsync<T>(Task<T> start)
        where T : IAsyncDisposable
    {
        await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (start.IsCompletedSuccessfully)
            await (await start).DisposeAsync();
    }

    private async Task EndAsync()
    {
        await Task.WhenAll([.. _nginxServers.Select(nginx => nginx.DisposeAsync().AsTask()), Backend.DisposeAsync().AsTask()]);
        await ServerHost.DisposeAsync();
    }
}
