using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using StreamBook.Cli.Commands;
using StreamBook.Cli.Inspect;
using StreamBook.Wording;

namespace StreamBook.Cli.Tapping;

/// <summary>`book inspect --listen`: writes what a tap tells of each exchange, until Ctrl-C.</summary>
internal sealed class TapRun(bool isJson, bool isModel) : ITapWatch
{
    private static readonly JsonSerializerOptions _oneLine = new(InspectResult.Options) { WriteIndented = false };

    private readonly Lock _lock = new();
    private int _exchangeCount;
    private bool _hasSeen;
    private bool _hasFound;

    /// <summary>Runs a tap.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">It cannot listen there.</exception>
    public static async Task<int> RunAsync(IPEndPoint endPoint, TapTarget target, bool isJson, bool isModel, CancellationToken cancellationToken)
    {
        // The first request is not to wait until the code that looks on is compiled.
        await WarmUp.RunAsync(null);
        var run = new TapRun(isJson, isModel);
        Tap tap;
        try
        {
            tap = Tap.Start(endPoint, target, run);
        }
        catch (SocketException e)
        {
            throw new UsageException($"--listen {endPoint}: cannot listen there: {e.Message}.", e);
        }

        await using (tap)
        {
            if (!isJson)
            {
                Console.Out.WriteLine($"""
                    Between http://{tap.EndPoint}/ and {target.Uri}, {(IPAddress.IsLoopback(endPoint.Address) ? "for this machine alone" : "for everybody who can reach this machine there")}: each byte is passed on as it comes.
                    Have your client ask http://{tap.EndPoint}/ instead of {target.Uri}; a request goes on when its header section is whole, with the Host changed to that, and nothing else.
                    What is found is told when an answer has ended; Ctrl-C ends it.

                    """);
            }

            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return run._hasFound ? InspectVerdict.Found : run._hasSeen ? InspectVerdict.NothingFound : InspectVerdict.Undecided;
    }

    public async Task WatchAsync(Exchange exchange)
    {
        var number = Interlocked.Increment(ref _exchangeCount);
        var secrets = new Secrets(exchange.ShownUri, exchange.Head.Headers);
        var title = $"{Words.Of(number)}  {(exchange.Head.AsksForWebSocket ? "WebSocket" : exchange.Head.Method)} {exchange.ShownUri.AbsoluteUri}";
        Write(secrets, title);
        var capture = (await exchange.Seen) with { IsAnswerOfModel = isModel };
        if (!IsStream(exchange, capture))
        {
            Write(secrets, $"{title}: {(capture.Status is { } status ? Words.OfStatus(status) : "no answer")}, {Words.OfCount(capture.Reads.Sum(read => read.Bytes.Length), "byte")} in {Words.OfDuration(capture.EndOffset)}, no stream");
            return;
        }

        var diagnosis = Diagnosis.Of(capture);
        lock (_lock)
        {
            _hasSeen = true;
            _hasFound |= !diagnosis.Findings.IsEmpty;
            if (isJson)
            {
                Console.Out.WriteLine(secrets.Mask(JsonSerializer.Serialize(InspectResult.Of(diagnosis), _oneLine)));
                return;
            }

            var report = new InspectReport(Console.Out, secrets);
            report.Write("");
            report.Write(title);
            report.Write(diagnosis, isAlone: true);
            report.Write("");
        }
    }

    public void OnProblem(string sentence)
    {
        lock (_lock)
            Console.Error.WriteLine(sentence);
    }

    // A page and its pictures are no streams, and have nothing wrong with them for that.
    private bool IsStream(Exchange exchange, Capture capture) =>
        (isModel && exchange.Head.Method == "POST") || capture.Kind is CaptureKind.WebSocket || exchange.Head.AsksForEventStream
        || capture.Header("Content-Type") is { } type && (type.StartsWith(EventStream.MediaType, StringComparison.OrdinalIgnoreCase) || type.Contains("ndjson", StringComparison.OrdinalIgnoreCase));

    private void Write(Secrets secrets, string line)
    {
        if (isJson)
            return;
        lock (_lock)
            Console.Out.WriteLine(secrets.Mask(line));
    }
}
