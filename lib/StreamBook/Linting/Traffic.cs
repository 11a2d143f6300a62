using System.Text.RegularExpressions;
using StreamBook.Sites;

namespace StreamBook.Linting;

/// <summary>What comes through a location. nginx does not know, so the configuration says it only by hints.</summary>
/// <param name="Named">The path of which the person said that streams come there; null if they named none of this location.</param>
/// <param name="CarriesStreams">They said so, or something in the location does.</param>
/// <param name="Why">By what it is told, in a few words; empty if by nothing.</param>
internal sealed partial record Traffic(string? Named, bool CarriesStreams, string Why)
{
    private static readonly string[] _ofWebSockets = ["ws", "wss", "websocket", "websockets", "cable"];

    private static readonly string[] _ofStreams = ["X-Accel-Buffering", "text/event-stream", "Last-Event-ID", "Upgrade"];

    /// <summary>The word in its path that means a WebSocket; null without one. Those of libraries that can do without are none.</summary>
    public string? WebSocketWord { get; private init; }

    /// <summary>Looks at a location.</summary>
    /// <param name="location">The location.</param>
    /// <param name="streams">The paths that the person named.</param>
    public static Traffic Of(ProxiedLocation location, IReadOnlyCollection<string> streams)
    {
        var word = StreamPath().Match(string.Join(' ', location.Path)).Groups["word"].Value;
        return ByWhat(location, streams, word) with { WebSocketWord = _ofWebSockets.Contains(word, StringComparer.OrdinalIgnoreCase) ? word : null };
    }

    private static Traffic ByWhat(ProxiedLocation location, IReadOnlyCollection<string> streams, string word)
    {
        if (streams.FirstOrDefault(path => location.Server is { } server && ReferenceEquals(LocationMatch.Find(server, path), location.Block)) is { } named)
            return new(named, true, $"{named} was named");
        var hint = location.Own.SelectMany(block => block.Block ?? []).FirstOrDefault(directive => !directive.IsGiven && directive switch
        {
            { Name: "proxy_buffering" or "chunked_transfer_encoding" } => directive.Is("off"),
            { Name: "proxy_read_timeout", Arguments: [var time] } => NginxTime.Parse(time) >= TimeSpan.FromMinutes(10),
            _ => directive.Name != "error_page" && directive.Arguments.Any(argument => _ofStreams.Contains(argument, StringComparer.OrdinalIgnoreCase)),
        });
        return hint is not null ? new(null, true, $"`{hint}` ({hint.Place})")
            : word.Length > 0 ? new(null, true, $"“{word}” in its path")
            : new(null, false, "");
    }

    [GeneratedRegex(@"(?<![a-z0-9])(?<word>sse|event-?streams?|events|streaming|completions|hubs?|signalr|wss?|websockets?|socket\.io|sockjs|cable)(?![a-z0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StreamPath();
}
