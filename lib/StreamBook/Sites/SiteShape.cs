using System.Collections.Immutable;
using StreamBook.Nginx;

namespace StreamBook.Sites;

/// <summary>Tells a whole configuration from a site's file and from a fragment, and puts a fragment into the blocks around it.</summary>
internal static class SiteShape
{
    private static readonly string[] _whole = ["http", "events", "stream", "mail"];
    private static readonly string[] _ofHttp = ["server", "upstream", "map", "geo", "split_clients", "proxy_cache_path", "log_format", "limit_req_zone", "limit_conn_zone"];

    public static SiteDirective Of(ImmutableArray<SiteDirective> directives, string file, Action<string> note)
    {
        var place = new SitePlace(file, 1, 1);
        if (directives.IsEmpty)
            note($"{file} holds no directive");
        else if (!Knows(directives))
            throw new SiteException($"{file}: this is no nginx configuration: none of its words is a directive of nginx.");
        if (directives.IsEmpty || IsWhole(directives))
            return Block("main", directives);
        if (directives.Any(directive => _ofHttp.Contains(directive.Name)))
        {
            note($"{file} is read as what stands in http {{ }}; what is set outside of it is not seen");
            return Block("main", [Block("http", directives)]);
        }

        if (directives.Any(directive => directive.Name is "location" or "listen" or "server_name"))
        {
            note($"{file} is read as what stands in server {{ }}; what is set outside of it is not seen");
            return Block("main", [Block("http", [Block("server", directives)])]);
        }

        note($"{file} is read as what stands in a location; what is set outside of it is not seen");
        if (!directives.Any(directive => directive.Name == "proxy_pass") && directives.FirstOrDefault(directive => directive.Name.StartsWith("proxy_", StringComparison.Ordinal)) is { } first)
        {
            note($"{file} has no proxy_pass; one is assumed beside it");
            directives = directives.Add(new("proxy_pass", ["http://backend"], null, first.Place));
        }

        return Block("main", [Block("http", [Block("server", [Block("location", directives) with { Arguments = ["/"] }])])]);

        SiteDirective Block(string name, ImmutableArray<SiteDirective> inner) => new(name, [], inner, place);
    }

    /// <summary>Whether they are the ones outside of every block.</summary>
    public static bool IsWhole(ImmutableArray<SiteDirective> directives) => directives.Any(directive => _whole.Contains(directive.Name));

    private static bool Knows(ImmutableArray<SiteDirective> directives) => directives.Any(directive =>
        _whole.Contains(directive.Name) || NginxVocabulary.DirectiveContexts.ContainsKey(directive.Name) || (directive.Block is { } block && Knows(block)));
}
