using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using StreamBook.Programs;
using StreamBook.Timing;

namespace StreamBook;

/// <summary>The backend of the lab, StreamBook.Backend, as a process or in a container. It ends when it is disposed, and when the process that started it is gone.</summary>
public sealed class BackendServer : LabServer, IAsyncDisposable
{
    private const int WarmUpCount = 2;
    private static readonly TimeSpan _startDeadline = TimeSpan.FromSeconds(30);

    private readonly ILabProcess _process;

    private BackendServer(ILabProcess process, Uri url, Uri? innerUrl)
        : base("backend", url, innerUrl) => _process = process;

    /// <summary>What the backend has written to its standard output and standard error, the last 1,000 lines.</summary>
    public string Output => _process.Output;

    internal int ProcessId => ((ChildProcess)_process).Id;

    /// <summary>Starts a backend on a free port of 127.0.0.1 and returns when it listens.</summary>
    /// <param name="cancellationToken">Gives up; nothing is left running.</param>
    /// <exception cref="LabException">The backend is not built, or did not start within 30 s.</exception>
    public static Task<BackendServer> StartAsync(CancellationToken cancellationToken = default) => StartAtAsync(new(IPAddress.Loopback, 0), cancellationToken);

    /// <summary>The same at an address and port of the caller's choice; port 0 is a free one.</summary>
    internal static Task<BackendServer> StartAtAsync(IPEndPoint endPoint, CancellationToken cancellationToken) => WhenReadyAsync(
        ChildProcess.Start(DotnetProgram.Host, AssemblyPath(), endPoint.ToString()),
        line => Task.FromResult(new Uri(JsonElement.Parse(line).GetProperty("url").GetString()!)), null, cancellationToken);

    /// <summary>The requests that the backend has received since its start, oldest first, at most the last 1,000; those for <c>/log</c>, <c>/request</c>, <c>/usage</c> and <c>/</c> are not kept, nor is what <see cref="StartAsync"/> asked for.</summary>
    public async Task<ImmutableArray<ReceivedRequest>> GetLogAsync(CancellationToken cancellationToken = default) =>
        [.. JsonSerializer.Deserialize<ReceivedRequest[]>(await GetTextAsync("/log", cancellationToken), JsonSerializerOptions.Web)!.Where(request => request.Id > WarmUpCount)];

    /// <summary>Waits until the answer to a request has ended, whole or not, and tells how. Of several for one target it is the last that had come.</summary>
    /// <param name="target">The path and query, as the backend received it.</param>
    /// <exception cref="TimeoutException">There was no such request within 30 s, or its answer still lasts.</exception>
    public async Task<ReceivedRequest> WhenEndedAsync(string target) => (await Eventually.SeeAsync(
        async () => (await GetLogAsync()).LastOrDefault(request => request.Target == target), request => request?.Ending is not null))!;

    /// <inheritdoc/>
    public override async Task<ServerUsage> GetUsageAsync(bool collect = false, CancellationToken cancellationToken = default)
    {
        var usage = BackendUsage.Parse(await GetTextAsync(BackendUsage.PathAndQuery(collect), cancellationToken));
        return new(TimeSpan.FromMilliseconds(usage.CpuMs), usage.WorkingSetByteCount, usage.ThreadCount, collect ? usage.HeapByteCount : null)
        {
            ConnectionCount = usage.ConnectionCount,
        };
    }

    /// <summary>Ends the backend; streams that are open end at once.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Waits until a backend listens; when it does not, ends it.</summary>
    /// <param name="process">The backend.</param>
    /// <param name="getUrl">Where it is, given the line in which it tells where it thinks it is.</param>
    /// <param name="innerUrl">Where other servers of the lab reach it, if that is another address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<BackendServer> WhenReadyAsync(ILabProcess process, Func<string, Task<Uri>> getUrl, Uri? innerUrl, CancellationToken cancellationToken)
    {
        try
        {
            var line = await process.WaitForLineAsync(line => line.StartsWith("{\"url\":", StringComparison.Ordinal), _startDeadline, cancellationToken);
            var server = new BackendServer(process, await getUrl(line), innerUrl);
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

    /// <summary>The full path of the backend as it was built.</summary>
    /// <exception cref="LabException">It was not.</exception>
    internal static string AssemblyPath() => BuiltProject.Find("StreamBook.Backend")
        ?? throw new LabException("The backend could not be started.", "StreamBook.Backend was not built beside this library.", "Run ./book: it builds the backend.");
}
