using System.Collections.Immutable;
using System.Text.Json;

namespace StreamBook;

/// <summary>The backend of the lab, StreamBook.Backend, as a process. It ends when it is disposed, and when the process that started it is gone.</summary>
public sealed class BackendServer : LabServer, IAsyncDisposable
{
    private const string FileName = "StreamBook.Backend.dll";
    private const int WarmUpCount = 2;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private BackendServer(ChildProcess process, Uri url)
        : base("backend", url) => _process = process;

    /// <summary>What the backend has written to its standard output and standard error, the last 1,000 lines.</summary>
    public string Output => _process.Output;

    internal int ProcessId => _process.Id;

    /// <summary>Starts a backend on a free port of 127.0.0.1 and returns when it listens.</summary>
    /// <param name="cancellationToken">Gives up; nothing is left running.</param>
    /// <exception cref="LabException">The backend is not built, or did not start within 30 s.</exception>
    public static async Task<BackendServer> StartAsync(CancellationToken cancellationToken = default)
    {
        var process = ChildProcess.Start(DotnetHost(), Assembly());
        try
        {
            var line = await process.WaitForLineAsync(line => line.StartsWith("{\"url\":", StringComparison.Ordinal), StartDeadline, cancellationToken);
            var server = new BackendServer(process, new(JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()!));
            // Code is compiled when it first runs, here and in the backend: the first capture would count that as the server's time.
            await Task.WhenAll(
                server.CaptureAsync("/clock?count=1&interval=0", cancellationToken: cancellationToken),
                server.CaptureWebSocketAsync("/ws/ticker?count=1&interval=0", cancellationToken: cancellationToken));
            return server;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>The requests that the backend has received since its start, oldest first, at most the last 1,000; those for <c>/log</c>, <c>/request</c> and <c>/</c> are not kept, nor is what <see cref="StartAsync"/> asked for.</summary>
    public async Task<ImmutableArray<ReceivedRequest>> GetLogAsync(CancellationToken cancellationToken = default) =>
        [.. JsonSerializer.Deserialize<ReceivedRequest[]>(await GetTextAsync("/log", cancellationToken), JsonSerializerOptions.Web)!.Where(request => request.Id > WarmUpCount)];

    /// <summary>Ends the backend; streams that are open end at once.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // …/artifacts/bin/<any project>/release/StreamBook.dll -> …/artifacts/bin/StreamBook.Backend/release/
    private static string Assembly()
    {
        var folder = Path.GetDirectoryName(typeof(BackendServer).Assembly.Location)!;
        var path = Path.GetFullPath(Path.Combine(folder, "..", "..", "StreamBook.Backend", Path.GetFileName(folder), FileName));
        return File.Exists(path) ? path : throw new LabException("The backend could not be started.", $"{path} does not exist.", "Run ./book: it builds the backend.");
    }

    // The host that runs us fits the backend; PATH may know an older one, or none.
    internal static string DotnetHost()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
