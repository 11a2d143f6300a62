using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using StreamBook.Diagnoses;
using StreamBook.Sites;

namespace StreamBook.Linting;

/// <summary>How requests reach the backend, and how many.</summary>
internal static partial class UpstreamRules
{
    // nginx's own default. Whoever writes less means it, or copied it.
    private const int UsualConnections = 512;

    private static readonly TimeSpan _longestCut = TimeSpan.FromMinutes(10);

    public static IEnumerable<LintFinding> Judge(LintTarget target)
    {
        var location = target.Location;
        if (target.SpeaksHttp10 && location.Setting("proxy_request_buffering") is { } unbuffered && unbuffered.Is("off"))
            yield return target.Absent(ConfigurationKinds.BufferedUpload, LintLevel.Warning, unbuffered.Place, $"`{unbuffered}` ({unbuffered.Place}). {target.VersionWords}.");

        // The file of a site leaves it to http, as a rule.
        if (location.Site.IsWhole && location.Setting("resolver") is null && Unresolvable(location) is { } host)
            yield return target.Absent(ConfigurationKinds.NoResolver, host.StartsWith('$') ? LintLevel.Warning : LintLevel.Error, location.Pass.Place, $"`{location.Pass}` needs to look {host} up, and no resolver is set.");

        var kept = location.Upstream?.Inner("keepalive").LastOrDefault(line => line.Arguments is not ["0"]);
        if (kept is not null && (target.SpeaksHttp10 || Closes(target)))
            yield return target.Absent(ConfigurationKinds.UnusedKeepAlive, LintLevel.Warning, kept.Place, $"`{kept}` ({kept.Place}). {(target.SpeaksHttp10 ? target.VersionWords : "The backend is sent `Connection: close`")}.");
    }

    /// <summary>What is wrong with the whole.</summary>
    public static IEnumerable<LintFinding> JudgeMain(Site site, IReadOnlyCollection<LintTarget> targets)
    {
        var level = targets.Any(target => target.Traffic.CarriesStreams) ? LintLevel.Warning : LintLevel.Note;
        if (targets.Count == 0)
            yield break;
        if (site.Main.Inner("events").SelectMany(events => events.Inner("worker_connections")).LastOrDefault() is { Arguments: [var text] } line
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < UsualConnections)
        {
            yield return new(ConfigurationKinds.FewConnections, level, line.Place, null, string.Create(CultureInfo.InvariantCulture, $"`{line}` ({line.Place}): about {Math.Max(0, (count - 2) / 2)} streams at a time in each worker."));
        }

        if (level == LintLevel.Warning && site.Main.Inner("worker_shutdown_timeout").LastOrDefault() is { Arguments: [var time] } shutdown && NginxTime.Parse(time) < _longestCut)
            yield return new(ConfigurationKinds.CutAtReload, LintLevel.Note, shutdown.Place, null, $"`{shutdown}` ({shutdown.Place}).");
    }

    // Before 1.29.7 nginx says close unless it is told otherwise; over HTTP/2 it says nothing, for there is no such header (RFC 9113, section 8.2.2).
    private static bool Closes(LintTarget target) => target.Location.Setting("proxy_http_version") is not { Arguments: ["2"] } && CloseIsSaid(target);

    private static bool CloseIsSaid(LintTarget target) => target.Location.SentHeader("Connection") is { } values
        ? values.All(value => value.Equals("close", StringComparison.OrdinalIgnoreCase))
        : !target.SpeaksHttp11ByDefault;

    // With a variable anywhere in the address its host is looked up for each request, unless it is an upstream's name or an IP address.
    // Null if it needs no looking up; a name that is known, or the variable that holds it.
    private static string? Unresolvable(ProxiedLocation location)
    {
        if (location.Pass.Arguments is not [var target] || !target.Contains('$', StringComparison.Ordinal))
            return null;
        // What stands before the variable is then no host.
        var address = target.Contains("://", StringComparison.Ordinal) ? target : target[target.IndexOf('$', StringComparison.Ordinal)..];
        var host = PathVariable().Split(ProxiedLocation.Host(address), 2)[0];
        var values = host.StartsWith('$') ? [.. location.Values(host.Split(':')[0]).Select(ProxiedLocation.Host)] : (string[])[host];
        return values.FirstOrDefault(value => NeedsLookUp(location, value));
    }

    private static bool NeedsLookUp(ProxiedLocation location, string host)
    {
        var name = host is ['[', ..] ? host[1..].Split(']')[0] : host.Split(':')[0];
        return name.Length > 0 && name is not ("unix" or "$server_addr" or "$remote_addr")
            && !IPAddress.TryParse(name, out _) && location.FindUpstream(host) is null
            // A proxy_pass without variables looks its name up at the start, for all that name it.
            && !location.Site.Locations.Any(other => other.Pass.Arguments is [var fixedTarget] && !fixedTarget.Contains('$', StringComparison.Ordinal) && ProxiedLocation.Host(fixedTarget) == host);
    }

    // What begins with a slash, or is empty: the host ends before it.
    [GeneratedRegex(@"\$\{?(request_uri|uri|document_uri|is_args)\b")]
    private static partial Regex PathVariable();
}
