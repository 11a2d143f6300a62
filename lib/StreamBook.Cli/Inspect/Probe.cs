using System.Collections.Immutable;
using StreamBook.Cli.Commands;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>More requests, a number that is said beforehand, which make sure what one request leaves open.</summary>
/// <param name="Name">What is tried.</param>
internal abstract record Probe(string Name)
{
    /// <summary>How often each is tried: with fewer, a difference could not be told from chance.</summary>
    public const int Rounds = 3;

    private const string AcceptEncoding = "Accept-Encoding";

    /// <summary>How many requests each makes.</summary>
    public const int RequestCount = 2 * Rounds;

    /// <summary>Which those are, in a few words.</summary>
    public abstract string Plan { get; }

    /// <summary>Those that make sense for a request, in the order in which they are made.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mayPost">Whether it may be made as a POST.</param>
    public static ImmutableArray<Probe> For(InspectRequest request, bool mayPost)
    {
        var without = request with { Headers = [.. request.Headers.Where(header => !header.Name.Equals(AcceptEncoding, StringComparison.OrdinalIgnoreCase))] };
        List<Probe> probes = [new FormsProbe("compression", ("identity", Coded("identity")), ("gzip", Coded("gzip, deflate, br")), "the compression")];
        // In clear text a client cannot ask which version a server speaks.
        if (request.Uri.Scheme == "https" || request.HttpVersion == "2")
            probes.Add(new FormsProbe("HTTP", ("HTTP/1.1", request with { HttpVersion = "1.1" }), ("HTTP/2", request with { HttpVersion = "2" }), "the version of HTTP"));
        if (mayPost && request.MethodName is "GET" or "POST")
            probes.Add(new FormsProbe("method", ("GET", request with { Method = "GET", Body = null }), ("POST", request with { Method = "POST", Body = request.Body ?? "" }), "the method"));
        return [.. probes, new SecondClientProbe(request), new LeavingProbe(request)];

        InspectRequest Coded(string codings) => without with { Headers = without.Headers.Add(new(AcceptEncoding, codings)) };
    }

    /// <summary>Checks that a request may be repeated.</summary>
    /// <exception cref="UsageException">It may not.</exception>
    public static void Require(InspectRequest request, bool mayPost)
    {
        if (request.IsWebSocket)
            throw new UsageException("--probe is for http:// and https://: a WebSocket has no other form.");
        if (!mayPost && request.MethodName is not ("GET" or "HEAD"))
            throw new UsageException($"--probe would repeat the {request.MethodName} {Words.Of(RequestCount * For(request, mayPost).Length)} times, and what it does with it; --probe-post allows that.");
    }

    /// <summary>Makes the requests, and says what they prove.</summary>
    /// <param name="usual">What came when nothing else was asked.</param>
    /// <param name="cancellationToken">Leaves; then nothing is proved.</param>
    public abstract Task<ProbeResult> RunAsync(Capture usual, CancellationToken cancellationToken);

    private protected ProbeResult Result(bool? differs, string sentence, params ImmutableArray<Finding> findings) => new(Name, differs, sentence, findings);
}
