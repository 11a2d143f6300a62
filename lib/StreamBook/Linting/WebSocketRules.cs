using StreamBook.Diagnoses;

namespace StreamBook.Linting;

/// <summary>What keeps a WebSocket from being opened.</summary>
internal static class WebSocketRules
{
    private static readonly string[] _handshake = ["Upgrade", "Connection"];

    public static IEnumerable<LintFinding> Judge(LintTarget target)
    {
        var location = target.Location;
        var lost = location.Replaced("proxy_set_header")
            .Where(line => line.Arguments is [var name, _] && _handshake.Contains(name, StringComparer.OrdinalIgnoreCase) && line.Arguments[1].Length > 0 && location.SentHeader(name) is null).ToArray();
        if (lost.Any(line => line.Arguments[0].Equals("Upgrade", StringComparison.OrdinalIgnoreCase)))
        {
            var replacing = location.Settings("proxy_set_header")[0];
            yield return target.Absent(ConfigurationKinds.LostUpgrade, target.StreamLevel, replacing.Place, $"`{replacing}` ({replacing.Place}) replaces {string.Join(" and ", lost.Select(line => $"`{line}` ({line.Place})"))}.");
            yield break;
        }

        var asks = location.SentHeader("Connection")?.Any(MayUpgrade) is true;
        if (target.PassesUpgrade ? !asks : location.SentHeader("Connection")?.Any(IsMeantForUpgrade) is true)
        {
            var there = Line(target.PassesUpgrade ? "Upgrade" : "Connection");
            yield return target.Absent(ConfigurationKinds.HalfUpgrade, LintLevel.Error, there.Place, $"`{there}` ({there.Place}) is sent, and {(target.PassesUpgrade ? Connection() : "no Upgrade")}.");
        }

        else if (target.Traffic.WebSocketWord is { } word && !asks)
        {
            yield return target.Absent(ConfigurationKinds.HalfUpgrade, LintLevel.Warning, location.Pass.Place, $"A WebSocket is expected here, by “{word}” in the path. No Upgrade is sent, and no Connection that says upgrade.");
        }

        if (!target.PassesUpgrade)
            yield break;
        if (target.SpeaksHttp10)
            yield return target.Absent(ConfigurationKinds.OldVersion, LintLevel.Warning, target.PlaceOf("proxy_http_version"), $"{target.VersionWords}. `{Line("Upgrade")}` ({Line("Upgrade").Place}).");
        if (location.SentHeader("Host") is null)
            yield return target.Absent(ConfigurationKinds.ForeignHost, LintLevel.Note, Line("Upgrade").Place, $"No Host is set beside `{Line("Upgrade")}` ({Line("Upgrade").Place}), so the backend gets that of `{location.Pass}`.");

        Sites.SiteDirective Line(string name) => location.Settings("proxy_set_header").Last(line => line.Arguments[0].Equals(name, StringComparison.OrdinalIgnoreCase));

        string Connection() => location.SentHeader("Connection") is null ? "no Connection that says upgrade" : $"with it `{Line("Connection")}` ({Line("Connection").Place}), which never says upgrade";
    }

    // A variable that is set elsewhere may hold anything.
    private static bool MayUpgrade(string value) => value.StartsWith('$') || SaysUpgrade(value);

    // Without an Upgrade beside it, only the name of such a variable tells what it is for.
    private static bool IsMeantForUpgrade(string value) => value.StartsWith('$') ? value == "$http_connection" || value.Contains("upgrade", StringComparison.OrdinalIgnoreCase) : SaysUpgrade(value);

    private static bool SaysUpgrade(string value) => value.Split(',', StringSplitOptions.TrimEntries).Contains("upgrade", StringComparer.OrdinalIgnoreCase);
}
