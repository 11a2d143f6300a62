using System.Collections.Immutable;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>One stream of `book source`, and what a road must not do to it.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="PathAndQuery">What is asked for.</param>
/// <param name="Tries">What a cross means: what the road breaks.</param>
/// <param name="Judge">Looks at what came.</param>
internal sealed record SuiteStream(string Name, string PathAndQuery, string Tries, Func<Capture, SuiteVerdict> Judge)
{
    /// <summary>The header lines, body and kind of the request; its address is the road's.</summary>
    public ImmutableArray<HeaderLine> Headers { get; init; } = [];

    public string? Body { get; init; }

    public bool IsWebSocket { get; init; }

    /// <summary>Leaves after so many events.</summary>
    public int? StopAfter { get; init; }

    /// <summary>Whether it is silent for long, and so asked for beside all others.</summary>
    public bool IsSilent { get; init; }

    /// <summary>All of them.</summary>
    /// <param name="silence">How long the silent ones say nothing.</param>
    public static ImmutableArray<SuiteStream> All(TimeSpan silence)
    {
        var ms = Words.Invariant($"{silence.TotalMilliseconds:0}");
        var beat = Words.Invariant($"{silence.TotalMilliseconds / 8:0}");
        return
        [
            new("chunked", "/clock?count=20&interval=50", "holds or collects an ordinary stream", SuiteVerdict.ByOrder),
            new("closing", "/clock?count=20&interval=50&framing=close", "holds or collects a stream whose end is that of the connection", SuiteVerdict.ByOrder),
            new("large", "/clock?count=10&interval=50&size=20000", "holds or collects events of 20 kB", SuiteVerdict.ByOrder),
            new("headers", "/clock?count=2&interval=500", "keeps the header section until the first event", SuiteVerdict.HeadersFirst),
            new("gzip", "/clock?count=20&interval=50", "compresses, and holds what it compresses", SuiteVerdict.ByOrder) { Headers = [new("Accept-Encoding", "gzip, br, deflate")] },
            new("POST", "/v1/chat/completions?count=20&first=200&interval=50", "holds or collects the answer to a POST", SuiteVerdict.Chat) { Body = """{"model":"streambook","stream":true,"messages":[{"role":"user","content":"Hello"}]}""" },
            new("resume", "/resume?count=10&interval=50", "drops the header Last-Event-ID", SuiteVerdict.Resumed) { Headers = [new("Last-Event-ID", "5")] },
            new("WebSocket", "/ws/ticker?count=20&interval=50", "refuses a WebSocket, or holds its messages", SuiteVerdict.ByOrder) { IsWebSocket = true },
            new("silence", $"/clock?count=2&interval=100&pause={ms}", $"cuts a stream that is silent for {Words.OfDuration(silence)}", SuiteVerdict.Whole) { IsSilent = true },
            new("heartbeat", $"/clock?count=2&interval=100&pause={ms}&heartbeat={beat}", "holds comments, so that they keep nothing open", SuiteVerdict.Heartbeats) { IsSilent = true },
            new("WebSocket silence", $"/ws/ticker?count=1&interval={ms}", $"cuts a WebSocket that is silent for {Words.OfDuration(silence)}", SuiteVerdict.Whole) { IsSilent = true, IsWebSocket = true },
        ];
    }
}
