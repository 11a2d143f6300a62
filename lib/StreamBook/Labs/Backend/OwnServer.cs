using System.Diagnostics;
using System.Globalization;
using StreamBook.Labs.Nginx;
using StreamBook.Programs;
using StreamBook.Wording;

namespace StreamBook;

/// <summary>
/// A server of one's own in the lab: a program that listens where it is told, with an nginx in front. It is a process, also where
/// the lab is in containers, and ends with the lab; except on Windows, also when the process that opened the lab is killed.
/// </summary>
public sealed class OwnServer : LabServer, IAsyncDisposable
{
    private const int PortAttempts = 3;
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(10);

    private readonly Func<GuardedProgram> _start;
    private GuardedProgram _program;
    private NginxServer? _nginx;

    private OwnServer(string name, Uri url, GuardedProgram program, Func<GuardedProgram> start)
        : base(name, url) => (_program, _start) = (program, start);

    /// <summary>The nginx in front of it, which forwards to it alone.</summary>
    public NginxServer Nginx => _nginx!;

    /// <summary>What it has written, the last 1,000 lines.</summary>
    public string Output => _program.Output;

    internal Task<int> ProcessId => _program.Id;

    /// <summary>Ends it, with all that it started; streams that are open end at once. Its nginx stays until the lab ends.</summary>
    public ValueTask DisposeAsync() => _program.DisposeAsync();

    /// <summary>The same by another name, for what is started again.</summary>
    public Task KillAsync() => DisposeAsync().AsTask();

    /// <summary>Starts it again at the same address, after killing it if it runs; returns when it answers.</summary>
    /// <param name="cancellationToken">Gives up; it may be left running.</param>
    /// <exception cref="ServerProgramException">It ended, or did not listen within 60 s.</exception>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await _program.DisposeAsync();
        _program = _start();
        await WaitAsync(Name, Url, _program, mayTryAnother: false, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ServerUsage> GetUsageAsync(bool collect = false, CancellationToken cancellationToken = default)
    {
        try
        {
            using var process = Process.GetProcessById(await _program.Id);
            return new(process.TotalProcessorTime, process.WorkingSet64, process.Threads.Count, null);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            throw new LabException($"{Name} cannot be measured.", $"It {await _program.Ended}.", "Add it to a lab again.", e);
        }
    }

    /// <summary>One line: its name and address, and that of its nginx.</summary>
    public override string ToString() => $"{Name} at {Url}, through nginx at {Nginx.Url}";

    /// <summary>Starts a program and returns when it answers.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="command">The program and its arguments, in which <c>{port}</c> and <c>{url}</c> are replaced.</param>
    /// <param name="environment">Variables beside those that say where to listen.</param>
    /// <param name="cancellationToken">Gives up; nothing of it is left.</param>
    internal static async Task<OwnServer> StartAsync(string name, IReadOnlyList<string> command, (string Name, string Value)[] environment, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = NginxPort.Free().ToString(CultureInfo.InvariantCulture);
            var url = new Uri($"http://127.0.0.1:{port}/");
            var address = url.GetLeftPart(UriPartial.Authority);
            Func<GuardedProgram> start = () => GuardedProgram.Start(
                [.. command.Select(part => part.Replace("{port}", port, StringComparison.Ordinal).Replace("{url}", address, StringComparison.Ordinal))],
                // A .NET process leaves its diagnostic socket in the temporary folder when it is killed.
                [("ASPNETCORE_URLS", address), ("PORT", port), ("DOTNET_EnableDiagnostics", "0"), .. environment]);
            var program = start();
            try
            {
                if (await WaitAsync(name, url, program, attempt < PortAttempts, cancellationToken))
                    return new(name, url, program, start);
            }
            catch
            {
                await program.DisposeAsync();
                throw;
            }

            await program.DisposeAsync();
        }
    }

    /// <summary>Says which nginx stands in front.</summary>
    internal OwnServer Behind(NginxServer nginx)
    {
        _nginx = nginx;
        return this;
    }

    // False when somebody else took the port between our look and the program's.
    private static async Task<bool> WaitAsync(string name, Uri url, GuardedProgram program, bool mayTryAnother, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var missing = await Knock.AtAsync(url, _deadline, cancellationToken);
            if (program.Ended.IsCompleted)
            {
                return mayTryAnother && program.Output.Contains("address already in use", StringComparison.OrdinalIgnoreCase) ? false
                    : throw Unexpected($"{name} {await program.Ended} before it listened.", program, "The lines that it wrote say why. Does it run until it is ended?");
            }

            if (missing is null)
                return true;
            if (TimeProvider.System.GetElapsedTime(begin) > _deadline)
            {
                throw Unexpected(Words.Invariant($"{name} did not listen at {url} within {_deadline.TotalSeconds:0} s."), program,
                    "It is told where: ASP.NET Core by ASPNETCORE_URLS, which app.Run(\"…\") would overrule; other programs by the variable PORT, or by {port} or {url} in an argument.");
            }

            await Task.Delay(_pollInterval, cancellationToken);
        }
    }

    private static ServerProgramException Unexpected(string sentence, GuardedProgram program, string advice)
    {
        var lines = program.Output.TrimEnd().Split('\n').TakeLast(15).Where(line => line.Length > 0).ToArray();
        return new(sentence, lines.Length == 0 ? "It wrote nothing." : string.Join('\n', lines), advice);
    }
}
