using System.Collections.Immutable;

namespace StreamBook.Sites;

/// <summary>A place from which requests are passed on, with what is in force there by nginx's rules of inheritance.</summary>
/// <param name="Site">The configuration it is of.</param>
/// <param name="Chain">The blocks around it and itself, the outermost first.</param>
/// <param name="Pass">Its <c>proxy_pass</c>.</param>
internal sealed record ProxiedLocation(Site Site, ImmutableArray<SiteDirective> Chain, SiteDirective Pass)
{
    /// <summary>What a person calls it.</summary>
    public string Name => string.Join(" › ", Chain.Where(block => block.Name is "location" or "if" or "limit_except")
        .Select(block => block.Arguments.IsEmpty ? block.Name : $"{block.Name} {string.Join(' ', block.Arguments)}"));

    /// <summary>The innermost block <c>location</c>.</summary>
    public SiteDirective? Block => Chain.LastOrDefault(block => block.Name == "location");

    /// <summary>Its arguments; empty of a fragment.</summary>
    public ImmutableArray<string> Path => Block?.Arguments ?? [];

    /// <summary>An include around it, or in it, whose file is not here: what it sets is not known. Null if there is none.</summary>
    public SiteDirective? Unknown => Chain.SelectMany(block => block.Inner("include")).FirstOrDefault();

    /// <summary>The server it is in; null of a fragment without one.</summary>
    public SiteDirective? Server => Chain.FirstOrDefault(block => block.Name == "server");

    /// <summary>The <c>listen</c> through which clients come over TLS; null if there is none.</summary>
    public SiteDirective? Tls => Server?.Inner("listen").FirstOrDefault(listen => listen.Arguments.Contains("ssl"));

    /// <summary>Whether clients can speak HTTP/2.</summary>
    public bool OffersHttp2 => IsOn("http2", byDefault: false) || Tls?.Arguments.Contains("http2") is true;

    /// <summary>Its own blocks: the location, and what is nested in it.</summary>
    public IEnumerable<SiteDirective> Own => Chain.Where(block => block.Name is "location" or "if" or "limit_except");

    /// <summary>The directive in force: that of the innermost block that has one.</summary>
    public SiteDirective? Setting(string name) => Level(name)?.Inner(name).Last();

    /// <summary>
    /// The directives in force of one that can stand several times, such as <c>proxy_set_header</c>: those of the innermost
    /// block that has any, for they replace all of the blocks around it.
    /// </summary>
    public ImmutableArray<SiteDirective> Settings(string name) => [.. Level(name)?.Inner(name) ?? []];

    /// <summary>The innermost block that has the directive.</summary>
    public SiteDirective? Level(string name) => Chain.LastOrDefault(block => block.Inner(name).Any());

    /// <summary>Those that the blocks around have, and that the innermost ones replace.</summary>
    public ImmutableArray<SiteDirective> Replaced(string name)
    {
        var level = Level(name);
        return level is null ? [] : [.. Chain.TakeWhile(block => block != level).LastOrDefault(block => block.Inner(name).Any())?.Inner(name) ?? []];
    }

    /// <summary>Whether a switch is on.</summary>
    public bool IsOn(string name, bool byDefault) => Setting(name)?.Is("on") ?? byDefault;

    /// <summary>The values that a header line sent to the backend can have: variables of <c>map</c> and <c>set</c> are followed one step. Null if it is left to nginx.</summary>
    public ImmutableArray<string>? SentHeader(string name) =>
        Settings("proxy_set_header").LastOrDefault(directive => directive.Arguments is [var its, _] && its.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } sent
            ? Values(sent.Arguments[1])
            : null;

    /// <summary>What a text can come to; a variable that nothing here sets stays as it is.</summary>
    public ImmutableArray<string> Values(string text)
    {
        if (!text.StartsWith('$'))
            return [text];
        var name = "$" + text.TrimStart('$').Trim('{', '}');
        var map = Site.Http.SelectMany(http => http.Inner("map")).LastOrDefault(map => map.Arguments is [_, var target] && target == name);
        if (map is not null)
            return [.. map.Block!.Value.Where(line => line.Arguments.Length == 1 && line.Name is not "include").Select(line => line.Arguments[0])];
        ImmutableArray<string> set = [.. Chain.SelectMany(Sets).Where(set => set.Arguments is [var target, _] && target == name).Select(set => set.Arguments[1])];
        return set.IsEmpty ? [text] : set;
    }

    /// <summary>The block <c>upstream</c> that requests go to; null if the address is none's name.</summary>
    public SiteDirective? Upstream => Pass.Arguments is [var target, ..] ? FindUpstream(Host(target)) : null;

    /// <summary>The block <c>upstream</c> of a name.</summary>
    public SiteDirective? FindUpstream(string name) => Site.Http.SelectMany(http => http.Inner("upstream")).FirstOrDefault(upstream => upstream.Arguments is [var its] && its.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What stands between the scheme and the path of an address.</summary>
    public static string Host(string target)
    {
        var rest = target[(target.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..];
        return rest.StartsWith("unix:", StringComparison.Ordinal) ? rest : rest.Split('/', '?')[0];
    }

    private static IEnumerable<SiteDirective> Sets(SiteDirective block) =>
        block.Inner("set").Concat((block.Block ?? []).Where(inner => inner.Name == "if").SelectMany(Sets));
}
