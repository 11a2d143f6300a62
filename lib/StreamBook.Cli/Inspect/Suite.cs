using System.Collections.Immutable;
using System.Net;
using StreamBook.Cli.Commands;
using StreamBook.Timing;

namespace StreamBook.Cli.Inspect;

/// <summary>Asks for all streams of `book source` through the road that leads there.</summary>
/// <param name="road">Where the road begins: the address of the outermost proxy, perhaps with a path in front.</param>
/// <param name="request">How to ask: certificates, the version of HTTP, more header lines.</param>
internal sealed class Suite(Uri road, InspectRequest request)
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(20);

    /// <summary>Runs it.</summary>
    /// <param name="silence">How long the silent streams say nothing.</param>
    /// <param name="tell">Called with each result as it is known.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <exception cref="UsageException">No `book source` stands at the end of the road.</exception>
    public async Task<ImmutableArray<SuiteResult>> RunAsync(TimeSpan silence, Action<SuiteResult> tell, CancellationToken cancellationToken)
    {
        await RequireSourceAsync(cancellationToken);
        var streams = SuiteStream.All(silence);
        var silent = streams.Where(stream => stream.IsSilent).Select(stream => AskAsync(stream, silence, cancellationToken)).ToArray();
        var results = ImmutableArray.CreateBuilder<SuiteResult>();
        foreach (var stream in streams.Where(stream => !stream.IsSilent))
            Add(await AskAsync(stream, silence, cancellationToken));
        Add(await FreshAsync(cancellationToken));
        Add(await LeaveAsync(cancellationToken));
        foreach (var result in silent)
            Add(await result);
        return results.DrainToImmutable();

        void Add(SuiteResult result)
        {
            results.Add(result);
            tell(result);
        }
    }

    /// <summary>The address of a stream behind the road.</summary>
    public Uri Address(string pathAndQuery, bool isWebSocket = false)
    {
        var address = new Uri(road.GetLeftPart(UriPartial.Path).TrimEnd('/') + pathAndQuery);
        return isWebSocket ? new UriBuilder(address) { Scheme = address.Scheme == "https" ? "wss" : "ws" }.Uri : address;
    }

    private async Task RequireSourceAsync(CancellationToken cancellationToken)
    {
        if (road.Scheme is not ("http" or "https"))
            throw new UsageException($"{road}: the suite begins with http:// or https://; it opens its WebSockets there too.");
        var knock = await CaptureAsync(new("knock", "/clock?count=1&interval=0", "", SuiteVerdict.Whole), TimeSpan.Zero, cancellationToken);
        if (knock.Status is null && NoAnswer.Sentence(knock) is { } sentence)
            throw new UsageException(sentence);
        if (BackendWire.BeganMs(knock.Header(BackendWire.StreamBegan)) is null)
            throw new UsageException($"{road}: no `book source` answers at the end of this road ({knock.Failure ?? $"status {knock.Status}, without its mark"}). Start one with `book source`, and let your proxy forward to it.");
    }

    private async Task<SuiteResult> AskAsync(SuiteStream stream, TimeSpan silence, CancellationToken cancellationToken)
    {
        var capture = await CaptureAsync(stream, silence, cancellationToken);
        return new(stream.Name, stream.PathAndQuery, stream.Tries, stream.Judge(capture), capture);
    }

    private Task<Capture> CaptureAsync(SuiteStream stream, TimeSpan silence, CancellationToken cancellationToken)
    {
        var address = Address(stream.PathAndQuery, stream.IsWebSocket);
        var options = (request with { Uri = address, HttpVersion = stream.IsWebSocket ? null : request.HttpVersion }).Options() with
        {
            Name = stream.Name,
            Headers = [.. request.Headers, .. stream.Headers],
            Body = stream.Body,
            StopAfter = stream.StopAfter,
            Deadline = silence + _grace,
        };
        return stream.IsWebSocket ? Capture.WebSocketAsync(address, options, cancellationToken) : Capture.EventStreamAsync(address, options, cancellationToken);
    }

    // What was stored on the way says the same twice, when it began included.
    private async Task<SuiteResult> FreshAsync(CancellationToken cancellationToken)
    {
        var stream = new SuiteStream("fresh", "/clock?count=2&interval=1", "answers with a stored copy", SuiteVerdict.Whole);
        var (first, second) = (await CaptureAsync(stream, TimeSpan.Zero, cancellationToken), await CaptureAsync(stream, TimeSpan.Zero, cancellationToken));
        var verdict = SuiteVerdict.Whole(first) is { IsWhole: false } failed ? failed
            : first.Header(BackendWire.StreamBegan) == second.Header(BackendWire.StreamBegan) ? new(false, "the same answer came twice")
            : new SuiteVerdict(true, "asked twice, two answers");
        return new(stream.Name, stream.PathAndQuery, stream.Tries, verdict, second);
    }

    // The source's own log tells whether it learned that its client had left.
    private async Task<SuiteResult> LeaveAsync(CancellationToken cancellationToken)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var stream = new SuiteStream("leaving", $"/clock?count=600&interval=100&type={mark}", "does not tell the source that its client has left", SuiteVerdict.Whole) { StopAfter = 2 };
        var left = await CaptureAsync(stream, TimeSpan.Zero, cancellationToken);
        var verdict = left.Failure is { } failure ? new SuiteVerdict(false, failure) : await NoticedAsync(mark, cancellationToken);
        return new(stream.Name, stream.PathAndQuery, stream.Tries, verdict, left);
    }

    private async Task<SuiteVerdict> NoticedAsync(string mark, CancellationToken cancellationToken)
    {
        var log = await SourceLog.WaitAsync(request with { Uri = Address("/log") }, log => Find(log)?.Ending is not null, cancellationToken);
        return log is not { } known ? new(null, "the road does not lead to /log, where the source would tell")
            : Find(known) is not { } asked ? new(null, "the source has no record of it")
            : asked.Ending is not null ? new(true, "the source was told")
            : new(false, $"{SourceLog.MostLooks} looks into its log later the source still sends");

        ReceivedRequest? Find(ImmutableArray<ReceivedRequest> log) => log.LastOrDefault(received => received.Target.Contains(mark, StringComparison.Ordinal));
    }
}

/// <summary>What became of one stream of the suite.</summary>
internal sealed record SuiteResult(string Name, string PathAndQuery, string Tries, SuiteVerdict Verdict, Capture Capture);
