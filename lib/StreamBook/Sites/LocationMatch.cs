using System.Text.RegularExpressions;

namespace StreamBook.Sites;

/// <summary>Which location of a server a path belongs to, by nginx's rules (https://nginx.org/en/docs/http/ngx_http_core_module.html#location).</summary>
internal static class LocationMatch
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    /// <summary>Finds it.</summary>
    /// <param name="block">The server, or a location with others in it.</param>
    /// <param name="path">The path, without the query.</param>
    /// <returns>The block; null if no location takes it.</returns>
    public static SiteDirective? Find(SiteDirective block, string path)
    {
        var locations = block.Inner("location").ToArray();
        if (locations.FirstOrDefault(location => location.Arguments is ["=", var exact] && exact == path) is { } same)
            return same;
        var longest = locations.Where(location => Prefix(location) is { } prefix && path.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(location => Prefix(location)!.Length);
        var inner = longest is null ? null : Find(longest, path);
        if (longest is { Arguments: ["^~", _] } || inner is { Arguments: ["=" or "~" or "~*" or "^~", ..] })
            return inner ?? longest;
        var matched = locations.FirstOrDefault(location => location.Arguments is ["~" or "~*", var pattern] && IsMatch(pattern, path, location.Arguments[0] == "~*"));
        return matched is not null ? Find(matched, path) ?? matched : inner ?? longest;
    }

    private static string? Prefix(SiteDirective location) => location.Arguments switch
    {
        ["^~", var prefix] => prefix,
        [var prefix] when !prefix.StartsWith('@') => prefix,
        _ => null,
    };

    // PCRE and .NET read what locations hold alike; a pattern that .NET does not read matches nothing here.
    private static bool IsMatch(string pattern, string path, bool ignoresCase)
    {
        try
        {
            return Regex.IsMatch(path, pattern, (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None) | RegexOptions.CultureInvariant, _patience);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
