using StreamBook.Linting;
using StreamBook.Sites;

namespace StreamBook.Trying;

/// <summary>The location that a configuration is tried at.</summary>
/// <param name="Location">The location.</param>
/// <param name="Path">A path that it takes.</param>
internal sealed record TryTarget(ProxiedLocation Location, string Path)
{
    /// <summary>Whether its path says so, or it has, or loses, the lines that a WebSocket needs.</summary>
    public bool WantsWebSocket => Traffic.Of(Location, []).WebSocketWord is not null || Location.Settings("proxy_set_header").Concat(Location.Replaced("proxy_set_header"))
        .Any(line => line.Arguments is [var name, ..] && name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds it.</summary>
    /// <param name="site">The configuration.</param>
    /// <param name="path">A path; null takes the first location that something says carries streams, or the first of all.</param>
    /// <param name="server">A name of the server; null takes any.</param>
    /// <exception cref="SiteException">There is none; the message lists those there are.</exception>
    public static TryTarget Find(Site site, string? path, string? server)
    {
        ProxiedLocation[] all = [.. site.Locations.Where(location => location.Chain[^1].Name == "location" && location.Server is not null)];
        ProxiedLocation[] there = [.. all.Where(location => server is null || location.Server!.Inner("server_name").Any(names => names.Arguments.Contains(server, StringComparer.OrdinalIgnoreCase)))];
        if (path is not null)
            there = [.. there.Where(location => ReferenceEquals(LocationMatch.Find(location.Server!, path), location.Block))];
        var found = there.Where(location => path is not null || PathOf(location) is not null).OrderByDescending(location => Traffic.Of(location, []).CarriesStreams).FirstOrDefault();
        if (found is not null)
            return new(found, path ?? PathOf(found)!);
        var wanted = $"{(path is null ? "location whose path is known" : $"location that takes {path}")}{(server is null ? "" : $" in a server {server}")}";
        throw new SiteException(all.Length == 0
            ? $"{site.Name}: no location in it passes requests on with proxy_pass."
            : $"{site.Name}: there is no proxied {wanted}. There are: {string.Join(", ", all.Select(location => $"{location.Name} ({location.Pass.Place})"))}. --location takes a path, as of a request.");
    }

    // What a regular expression takes, the person has to say.
    private static string? PathOf(ProxiedLocation location) => location.Path switch
    {
        ["=" or "^~", var path] => path,
        [['/', ..] path] => path,
        _ => null,
    };
}
