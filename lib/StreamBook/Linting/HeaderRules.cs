using StreamBook.Diagnoses;
using StreamBook.Sites;

namespace StreamBook.Linting;

/// <summary>What is wrong with the headers that go to the backend, or to the client.</summary>
internal static class HeaderRules
{
    private static readonly string[] _handshake = ["Upgrade", "Connection"];

    public static IEnumerable<LintFinding> Judge(LintTarget target)
    {
        var location = target.Location;
        var sent = location.Settings("proxy_set_header").Where(line => line.Arguments.Length == 2).ToArray();
        foreach (var lines in sent.GroupBy(line => line.Arguments[0], StringComparer.OrdinalIgnoreCase).Select(lines => lines.Where(line => !location.Values(line.Arguments[1]).All(value => value.Length == 0)).ToArray()).Where(lines => lines.Length > 1))
            yield return target.Finding(ConfigurationKinds.SentTwice, LintLevel.Warning, lines[^1].Place, $"{List(lines)} are both sent.");

        foreach (var line in sent)
        {
            if (line.Arguments[0].Contains('_', StringComparison.Ordinal))
                yield return target.Finding(ConfigurationKinds.Underscore, LintLevel.Warning, line.Place, $"`{line}` ({line.Place}).");
            if (line.Arguments[0].Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase) && line.Arguments[1].Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).EndsWith(":$remote_port", StringComparison.Ordinal))
                yield return target.Finding(ConfigurationKinds.PortInList, LintLevel.Error, line.Place, $"`{line}` ({line.Place}).");
        }

        var lost = Lost(target, "proxy_set_header", line => !_handshake.Contains(line.Arguments[0], StringComparer.OrdinalIgnoreCase));
        if (lost.Length > 0)
            yield return target.Absent(ConfigurationKinds.LostHeaders, LintLevel.Warning, sent[0].Place, $"`{sent[0]}` ({sent[0].Place}) replaces {List(lost)}.");

        var added = location.Settings("add_header");
        if (!target.MergesHeaders && Lost(target, "add_header", _ => true) is { Length: > 0 } dropped)
            yield return target.Absent(ConfigurationKinds.LostAddHeader, LintLevel.Warning, added[0].Place, $"`{added[0]}` ({added[0].Place}) replaces {List(dropped)}.");
    }

    // A line that the location has anew, with whatever value, is not lost.
    private static SiteDirective[] Lost(LintTarget target, string name, Func<SiteDirective, bool> counts)
    {
        var there = target.Location.Settings(name).Select(line => line.Arguments[0]).ToArray();
        return [.. target.Location.Replaced(name).Where(line => line.Arguments.Length > 1 && counts(line) && !there.Contains(line.Arguments[0], StringComparer.OrdinalIgnoreCase))];
    }

    private static string List(SiteDirective[] lines) => string.Join(" and ", lines.Select(line => $"`{line}` ({line.Place})"));
}
