using System.Collections.Immutable;
using StreamBook.Labs;
using StreamBook.Programs;
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

    private static readonly Lock _openLock = new();
    private static readonly List<Lab> _open = [];

    private readonly LabOptions _options;
    private readonly Lock _lock = new();
    private int _nginxCount;
    private Task? _disposal;
    private ImmutableArray<NginxServer> _nginxServers;
    private ImmutableArray<OwnServer> _ownServers = [];
    private ImmutableArray<RedisServer> _redisServers = [];

    private Lab(IServerHost host, BackendServer backend, ImmutableArray<NginxServer> nginxServers, LabOptions options)
    {
        ServerHost = host;
        Backend = backend;
        _nginxServers = nginxServers;
        _nginxCount = nginxServers.Length;
        _options = options;
    }

    /// <summary>The lab of this process that was opened last and has not ended; null if there is none.</summary>
    public static Lab? Latest
    {
        get
        {
            lock (_openLock)
                return _open.LastOrDefault();
        }
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

    /// <summary>All of them: every nginx in the order they were started, then the backend, and the servers of one's own that were added.</summary>
    public ImmutableArray<LabServer> Servers => [.. _nginxServers, Backend, .. _ownServers];

    /// <summary>What all of them have written, under a heading each.</summary>
    public string Logs => string.Join('\n', _nginxServers
        .SelectMany(nginx => (string[])[$"== {nginx.Name}: error.log", nginx.ErrorLog, $"== {nginx.Name}: access.log", nginx.AccessLog])
        .Prepend(Backend.Output).Prepend("== backend")
        .Concat(_ownServers.SelectMany(own => (string[])[$"== {own.Name}", own.Output]))
        .Concat(_redisServers.SelectMany(redis => (string[])[$"== {redis}", redis.Output])));

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
            var lab = new Lab(host, await backend, [.. await Task.WhenAll(nginx)], options);
            lock (_openLock)
                _open.Add(lab);
            return lab;
        }
        catch
        {
            await either.CancelAsync();
            try
            {
                await Task.WhenAll([.. nginx.Select(DisposeStartedAsync), DisposeStartedAsync(backend)]);
            }
            finally
            {
                await host.DisposeAsync();
            }

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
        var known = upstream is null ? Backend : Servers.FirstOrDefault(server => server.Url.Authority == upstream.Authority);
        return await AddNginxAsync(ServerHost, _options.NginxVersions.FirstOrDefault(), configuration, known?.InnerUrl ?? upstream!, cancellationToken);
    }

    /// <summary>
    /// Starts a server of one's own, and an nginx in front of it; both end with the lab. It is a program in one C# file (with
    /// <c>#:sdk Microsoft.NET.Sdk.Web</c> an ASP.NET Core app), which is compiled on the spot and goes on to run by hand with
    /// <c>dotnet run server.cs</c>; lines such as <c>#:package StackExchange.Redis@3.4.35</c> name packages, which are restored. It runs as a process with all the rights of the user, also where the lab is in containers, as does
    /// its nginx. The variable <c>ASPNETCORE_URLS</c> tells it where to listen.
    /// </summary>
    /// <param name="file">The path of the file, or its text, which has more than one line.</param>
    /// <param name="configuration">The configuration of its nginx; the recommended one unless told.</param>
    /// <param name="cancellationToken">Gives up; nothing of it is left.</param>
    /// <exception cref="ServerProgramException">It does not compile, ended, or did not listen within 60 s.</exception>
    /// <exception cref="NginxConfigurationException">nginx does not accept the configuration.</exception>
    /// <exception cref="LabException">The file, a compiler or nginx is missing.</exception>
    public async Task<OwnServer> AddBackendAsync(string file, NginxConfiguration? configuration = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.Contains('\n', StringComparison.Ordinal) && !File.Exists(file))
            throw new LabException("The server could not be started.", $"There is no file {Path.GetFullPath(file)}.", "A path begins at the notebook's folder. The text of a program goes too.");
        var program = file.Contains('\n', StringComparison.Ordinal) ? new CSharpFile("server.cs", file) : new(Path.GetFileName(file), await File.ReadAllTextAsync(file, cancellationToken));
        return await AddBackendAsync(program.Name, await program.CompileAsync(cancellationToken), configuration, cancellationToken);
    }

    /// <summary>The same with any program, in any language: it is told where to listen by the variables <c>ASPNETCORE_URLS</c> and <c>PORT</c>, and by <c>{port}</c> and <c>{url}</c> in its arguments.</summary>
    /// <param name="program">Its path, or a name found through <c>PATH</c>.</param>
    /// <param name="arguments">Its arguments, one each; nothing needs quoting.</param>
    /// <param name="configuration">The configuration of its nginx; the recommended one unless told.</param>
    /// <param name="cancellationToken">Gives up; nothing of it is left.</param>
    /// <exception cref="ServerProgramException">It ended, or did not listen within 60 s.</exception>
    /// <exception cref="NginxConfigurationException">nginx does not accept the configuration.</exception>
    /// <exception cref="LabException">nginx is missing.</exception>
    public Task<OwnServer> AddBackendAsync(string program, IEnumerable<string> arguments, NginxConfiguration? configuration = null, CancellationToken cancellationToken = default) =>
        AddBackendAsync(Path.GetFileName(program), [program, .. arguments], configuration, cancellationToken);

    /// <summary>
    /// Starts a Redis (or Valkey) that ends with the lab: a process, or a container where this machine has none. Servers of one's
    /// own that are added later find its address in the variable <c>REDIS</c>; of several Redis it is the last.
    /// </summary>
    /// <param name="appendOnly">Whether it keeps an append-only file and has written to the disk what it answers for (<c>appendfsync always</c>); by default it keeps nothing.</param>
    /// <param name="cancellationToken">Gives up; nothing of it is left.</param>
    /// <exception cref="LabException">There is none on this machine and no image of one, with the command that installs it; or it did not start.</exception>
    public async Task<RedisServer> AddRedisAsync(bool appendOnly = false, CancellationToken cancellationToken = default) =>
        await AddRedisAsync(await RedisProgram.FindAsync(cancellationToken), appendOnly, cancellationToken);

    internal async Task<RedisServer> AddRedisAsync(RedisProgram program, bool appendOnly, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
        var redis = await RedisServer.StartAsync(program, appendOnly, cancellationToken);
        lock (_lock)
        {
            if (_disposal is null)
            {
                _redisServers = _redisServers.Add(redis);
                return redis;
            }
        }

        await redis.DisposeAsync();
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

    private async Task<OwnServer> AddBackendAsync(string name, string[] command, NginxConfiguration? configuration, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
        (string, string)[] environment = _redisServers is [.., var redis] ? [("REDIS", redis.Address)] : [];
        var server = await OwnServer.StartAsync(name, command, environment, cancellationToken);
        try
        {
            var host = Host is LabHost.Processes ? ServerHost : new ProcessHost("as the server of one's own behind it");
            server.Behind(await AddNginxAsync(host, null, configuration ?? Recipe.Recommended, server.Url, cancellationToken));
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposal is not null, this);
                _ownServers = _ownServers.Add(server);
                return server;
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task<NginxServer> AddNginxAsync(IServerHost host, string? version, NginxConfiguration configuration, Uri upstream, CancellationToken cancellationToken)
    {
        var name = $"nginx {Interlocked.Increment(ref _nginxCount)}";
        var nginx = await NginxServer.StartAsync(
            name, () => host.PrepareNginxAsync(name, version, _options, cancellationToken), Task.FromResult(upstream), _options with { Configuration = configuration }, cancellationToken);
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

    private async Task EndAsync()
    {
        lock (_openLock)
            _open.Remove(this);
        try
        {
            await Task.WhenAll([.. _nginxServers.Select(nginx => nginx.DisposeAsync().AsTask()), Backend.DisposeAsync().AsTask(), .. _ownServers.Select(own => own.DisposeAsync().AsTask()), .. _redisServers.Select(redis => redis.DisposeAsync().AsTask())]);
        }
        finally
        {
            await ServerHost.DisposeAsync();
        }
    }
}
