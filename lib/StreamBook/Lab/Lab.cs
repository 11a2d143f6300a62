using System.Collections.Immutable;

namespace StreamBook;

/// <summary>
/// A backend and one or more nginx in front of it, as processes of the user: no root, free ports of 127.0.0.1, a
/// temporary folder for each nginx. It ends when it is disposed, and when the process that opened it is gone, however
/// that ended: within 5 s no process and no folder is left. (On Windows, a killed process leaves its nginx running.)
/// Any number of labs can be open at once.
/// </summary>
[TypeFormatterSource(typeof(Shown))]
public sealed class Lab : IAsyncDisposable
{
    private readonly LabOptions _options;
    private readonly Lock _lock = new();
    private int _nginxCount = 1;
    private Task? _disposal;
    private ImmutableList<NginxServer> _further = [];

    private Lab(BackendServer backend, NginxServer nginx, LabOptions options)
    {
        Backend = backend;
        Nginx = nginx;
        _options = options;
    }

    /// <summary>The backend.</summary>
    public BackendServer Backend { get; }

    /// <summary>The nginx in front of the backend.</summary>
    public NginxServer Nginx { get; }

    /// <summary>All of them: every nginx in the order they were started, then the backend.</summary>
    public ImmutableArray<LabServer> Servers => [Nginx, .. _further, Backend];

    /// <summary>What all of them have written, under a heading each.</summary>
    public string Logs => string.Join('\n', ((NginxServer[])[Nginx, .. _further])
        .SelectMany(nginx => (string[])[$"== {nginx.Name}: error.log", nginx.ErrorLog, $"== {nginx.Name}: access.log", nginx.AccessLog])
        .Prepend(Backend.Output).Prepend("== backend"));

    /// <summary>Starts a backend and an nginx, and returns when both answer. Nothing is written to the console.</summary>
    /// <param name="options">How; the recommended configuration unless told.</param>
    /// <param name="cancellationToken">Gives up; nothing is left.</param>
    /// <exception cref="LabException">nginx or the backend is missing, or did not start.</exception>
    /// <exception cref="NginxConfigurationException">nginx does not accept the configuration.</exception>
    public static async Task<Lab> StartAsync(LabOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var backend = BackendServer.StartAsync(either.Token);
        var nginx = NginxServer.StartAsync("nginx", UrlAsync(backend), options, either.Token);
        try
        {
            // The first to fail ends the wait; the other is then given up.
            await foreach (var task in Task.WhenEach(backend, nginx))
                await task;
            return new(await backend, await nginx, options);
        }
        catch
        {
            await either.CancelAsync();
            await DisposeStartedAsync(nginx);
            await DisposeStartedAsync(backend);
            throw;
        }
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
    /// <param name="upstream">Where it forwards to, an http URL whose path is ignored: another nginx for two proxies in a row; the backend unless told.</param>
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
        var nginx = await NginxServer.StartAsync(name, Task.FromResult(upstream ?? Backend.Url), _options with { Configuration = configuration }, cancellationToken);
        lock (_lock)
        {
            if (_disposal is null)
            {
                _further = _further.Add(nginx);
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

    /// <summary>One line: the nginx with its version and address, and the backend's address.</summary>
    public override string ToString() => $"lab: {Nginx}";

    private static async Task<Uri> UrlAsync(Task<BackendServer> backend) => (await backend).Url;

    private static async Task DisposeStartedAsync<T>(Task<T> start)
        where T : IAsyncDisposable
    {
        await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (start.IsCompletedSuccessfully)
            await (await start).DisposeAsync();
    }

    private Task EndAsync() => Task.WhenAll(_further.Insert(0, Nginx).Select(nginx => nginx.DisposeAsync().AsTask()).Append(Backend.DisposeAsync().AsTask()));
}
