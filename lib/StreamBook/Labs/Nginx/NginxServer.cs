using System.Text;
using StreamBook.Labs.Nginx;
using StreamBook.Nginx;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// An nginx of the lab, on a free port of 127.0.0.1: a process of the user that writes only below a temporary folder of
/// its own, or a container. It ends when it is disposed and, except on Windows, when the process that started it is
/// gone, even by <c>kill -9</c>. On Windows a killed process leaves its nginx running.
/// </summary>
public sealed class NginxServer : LabServer, IAsyncDisposable
{
    private const int PortAttempts = 5;
    private static readonly TimeSpan _oldWorkersDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(5);

    private readonly NginxInstance _nginx;
    private readonly NginxTemplate _template;
    private readonly LabOptions _options;
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Lazy<Task> _disposal;
    private string? _lastErrorLog;
    private string? _lastAccessLog;

    private NginxServer(string name, NginxInstance nginx, int port, Uri upstream, LabOptions options)
        : base(name, new($"http://127.0.0.1:{port}/"), nginx.InnerUrl)
    {
        _nginx = nginx;
        _template = nginx.Template(port, upstream);
        _options = options;
        Configuration = options.Configuration;
        _disposal = new(EndAsync);
    }

    /// <summary>The version of nginx, such as 1.22.1.</summary>
    public Version Version => _nginx.Build.Version;

    /// <summary>The configuration in force.</summary>
    public NginxConfiguration Configuration { get; private set; }

    /// <summary>The whole text of the configuration in force, as nginx read it.</summary>
    public string ConfigurationText => _template.Render(Configuration);

    /// <summary>The full path of nginx's folder; removed at the end unless <see cref="LabOptions.KeepFiles"/> says otherwise. That of a container appears only at the end, and only if its files are kept.</summary>
    public string Folder => _nginx.Folder;

    /// <summary>error.log as it is now, at level notice; after the end, as it was just before.</summary>
    public string ErrorLog => _lastErrorLog ?? _nginx.Read("error.log", Encoding.UTF8);

    /// <summary>access.log as it is now; after the end, as it was just before. nginx writes a line when a request is complete.</summary>
    public string AccessLog => _lastAccessLog ?? _nginx.Read("access.log", Encoding.UTF8);

    /// <summary>
    /// Puts a configuration in force by a reload, and returns when no worker of before accepts a connection: the next
    /// one meets the new configuration. Streams that are open go on, in the old workers, under the old one.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="cancellationToken">Gives up; which of the two is in force is then open.</param>
    /// <exception cref="NginxConfigurationException">nginx does not accept it; the one before stays in force.</exception>
    /// <exception cref="LabException">nginx has ended, or did not take it up within <see cref="LabOptions.Deadline"/>.</exception>
    public async Task UseAsync(NginxConfiguration configuration, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposal.IsValueCreated, this);
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_nginx.Ended.IsCompleted)
                throw await UnexpectedAsync($"{Name} cannot take up a configuration.", null);
            var text = await InstallAsync(configuration, cancellationToken);
            var reload = new ReloadWatch(() => _nginx.Read("error.log"));
            await _nginx.ReloadAsync();
            await PollAsync($"{Name} did not take up the configuration", () =>
            {
                var missing = reload.WaitsFor(out var refusal);
                return refusal is null ? Task.FromResult(missing) : throw NginxConfigurationException.FromAnswer(refusal, _nginx.Prefix, text);
            }, cancellationToken);
            await PollAsync($"{Name} did not answer with the new configuration at {Url}", () => KnockAsync(cancellationToken), cancellationToken);
            Configuration = configuration;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task<ServerUsage> GetUsageAsync(bool collect = false, CancellationToken cancellationToken = default) =>
        _nginx.Ended.IsCompleted ? throw await UnexpectedAsync($"{Name} cannot be measured.", null) : await _nginx.ReadUsageAsync(cancellationToken);

    /// <summary>Reads what nginx uses with fresh workers: one that has had many connections keeps their memory for the next.</summary>
    private protected override async Task<ServerUsage> GetFreshUsageAsync(CancellationToken cancellationToken)
    {
        var before = await GetUsageAsync(cancellationToken: cancellationToken);
        await UseAsync(Configuration, cancellationToken);
        // An old worker ends when its last stream does: one that has streams of others stays, in this reading and the next.
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var usage = await GetUsageAsync(cancellationToken: cancellationToken);
            if (usage.ThreadCount <= before.ThreadCount || TimeProvider.System.GetElapsedTime(begin) > _oldWorkersDeadline)
                return usage;
            await Task.Delay(_pollInterval, cancellationToken);
        }
    }

    /// <summary>Ends nginx at once, open streams included. A second call waits for the first.</summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <summary>One line: name, version, address, and where it forwards to.</summary>
    public override string ToString() => $"{(Name.Contains('.', StringComparison.Ordinal) ? "nginx" : Name)} {Version} at {Url} forwards to {_template.Upstream}";

    /// <param name="name">What it is called in captures.</param>
    /// <param name="prepare">Makes an nginx that is not started yet; called anew for another port.</param>
    /// <param name="upstream">Where it forwards to; awaited only when the configuration is written, so that both can start side by side.</param>
    /// <param name="options">What it starts with.</param>
    /// <param name="cancellationToken">Gives up; nothing is left.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="choosePort">For tests: which port to try as a free one.</param>
    internal static async Task<NginxServer> StartAsync(
        string name, Func<Task<NginxInstance>> prepare, Task<Uri> upstream, LabOptions options, CancellationToken cancellationToken, int port = 0, Func<int>? choosePort = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var nginx = await prepare();
            try
            {
                var server = new NginxServer(name, nginx, port > 0 ? port : choosePort?.Invoke() ?? NginxPort.Free(), await upstream.WaitAsync(cancellationToken), options);
                if (await server.TryStartAsync(port > 0 || attempt < PortAttempts, cancellationToken))
                    return server;
                if (port > 0)
                    throw NginxPort.Taken(name, port, nginx.Output);
            }
            catch
            {
                await nginx.DisposeAsync();
                throw;
            }

            await nginx.DisposeAsync();
        }
    }

    // False when somebody else took the port between our look and nginx's.
    private async Task<bool> TryStartAsync(bool mayTryAnother, CancellationToken cancellationToken)
    {
        var text = await InstallAsync(Configuration, cancellationToken);
        if (await _nginx.StartAsync(Url.Port, cancellationToken) is { } refusal)
            throw NginxConfigurationException.FromAnswer(refusal, _nginx.Prefix, text);
        var taken = false;
        await PollAsync($"{Name} was not ready at {Url}", async () =>
        {
            taken = mayTryAnother && _nginx.FoundPortTaken(Url.Port);
            // Who answers on a taken port is not ours: nginx writes of its workers once the port is.
            return taken ? null
                : ErrorLog.Contains("start worker process", StringComparison.Ordinal) ? await KnockAsync(cancellationToken)
                : "no worker has been started";
        }, cancellationToken);
        return !taken;
    }

    private async Task<string> InstallAsync(NginxConfiguration configuration, CancellationToken cancellationToken)
    {
        var text = _template.Render(configuration);
        return await _nginx.InstallAsync(text, cancellationToken) is { } refusal
            ? throw NginxConfigurationException.FromAnswer(refusal, _nginx.Prefix, text)
            : text;
    }

    private Task<string?> KnockAsync(CancellationToken cancellationToken) => Knock.AtAsync(Url, _options.Deadline, cancellationToken);

    private async Task PollAsync(string failure, Func<Task<string?>> whatIsMissing, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (await whatIsMissing() is { } missing)
        {
            if (_nginx.Ended.IsCompleted)
                throw await UnexpectedAsync($"{failure}.", null);
            if (TimeProvider.System.GetElapsedTime(begin) > _options.Deadline)
                throw await UnexpectedAsync(Words.Invariant($"{failure} within {_options.Deadline.TotalSeconds:0.#} s."), missing);
            await Task.Delay(_pollInterval, cancellationToken);
        }
    }

    private async Task<LabException> UnexpectedAsync(string attempt, string? missing)
    {
        var state = missing is not null ? $"Last seen: {missing}."
            : _disposal.IsValueCreated ? "It was disposed meanwhile."
            : await _nginx.Ended;
        var log = string.Join('\n', ErrorLog.TrimEnd().Split('\n').TakeLast(5));
        return new(attempt, $"{state}\n{_nginx.Output}\nerror.log: {log}", "If that does not tell, open a new lab that keeps its files (--keep-files, LabOptions.KeepFiles).");
    }

    private async Task EndAsync()
    {
        try
        {
            _lastErrorLog = ErrorLog;
            _lastAccessLog = AccessLog;
        }
        finally
        {
            await _nginx.DisposeAsync();
        }
    }
}
