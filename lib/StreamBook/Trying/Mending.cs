using System.Collections.Immutable;
using StreamBook.Sites;

namespace StreamBook.Trying;

/// <summary>Changes of a location that can mend what is broken in it, the smallest first.</summary>
internal static class Mending
{
    private const string Handshake = "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $http_connection;";
    private const string Address = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;";

    // Each names what it is for, and the settings; a header line keeps those that are in force beside it.
    private static readonly (string[] For, string Directives)[] _steps =
    [
        (["SB201", "SB202", "SB212", "SB218"], "proxy_buffering off;"),
        (["SB203"], "proxy_read_timeout 1h;"),
        (["SB204", "SB205", "SB206"], "proxy_http_version 1.1; " + Handshake),
        (["SB208", "SB209", "SB210"], Address),
    ];

    /// <summary>The change for what is broken; null if none is known.</summary>
    /// <param name="location">The location.</param>
    /// <param name="broken">What is broken.</param>
    /// <returns>The directives to put into the location, in place of those of the same name there.</returns>
    public static ImmutableArray<Directive>? For(ProxiedLocation location, IEnumerable<SuiteRow> broken)
    {
        var causes = broken.SelectMany(row => row.Causes).ToHashSet();
        ImmutableArray<Directive> wanted = [.. _steps.Where(step => step.For.Any(causes.Contains)).SelectMany(step => Directive.ParseAll(step.Directives))];
        // Over HTTP/1.0, too, the end of the connection is all that tells a client that a stream is over.
        if (broken.Any(row => row.Causes.Contains("SB219")))
            wanted = [.. wanted, .. Directive.ParseAll("chunked_transfer_encoding on; proxy_http_version 1.1;").Where(line => !wanted.Contains(line))];
        wanted = wanted.RemoveAll(line => line.Name != "proxy_set_header" && (location.Setting(line.Name)?.Arguments.SequenceEqual(line.Arguments) ?? line.Name == "chunked_transfer_encoding"));
        if (wanted.IsEmpty)
            return null;
        var headers = wanted.Where(directive => directive.Name == "proxy_set_header").ToArray();
        var kept = headers.Length == 0 ? [] : location.Settings("proxy_set_header")
            .Where(line => line.Arguments.Length == 2 && !headers.Any(header => header.Arguments[0].Equals(line.Arguments[0], StringComparison.OrdinalIgnoreCase)))
            .Select(line => new Directive(line.Name, line.Arguments));
        return [.. wanted.Where(directive => directive.Name != "proxy_set_header"), .. kept, .. headers];
    }

    /// <summary>The configuration with the change in the location.</summary>
    public static Site Apply(Site site, ProxiedLocation location, ImmutableArray<Directive> change)
    {
        var block = location.Chain[^1];
        return site with { Main = Replace(site.Main) };

        SiteDirective Replace(SiteDirective directive) =>
            ReferenceEquals(directive, block) ? directive with { Block = [.. directive.Block!.Value.Where(inner => !change.Any(line => line.Name == inner.Name)), .. change.Select(line => new SiteDirective(line.Name, line.Arguments, null, directive.Place))] }
            : directive.Block is { } inner ? directive with { Block = [.. inner.Select(Replace)] }
            : directive;
    }
}
