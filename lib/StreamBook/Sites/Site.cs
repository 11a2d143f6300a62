using System.Collections.Immutable;

namespace StreamBook.Sites;

/// <summary>Somebody's configuration, as nginx would read it.</summary>
/// <param name="Name">What was named.</param>
/// <param name="Main">The directives outside of every block, includes in their places. A fragment stands in the blocks that it would stand in.</param>
/// <param name="Files">Every file that was read.</param>
/// <param name="Problems">Includes that could not be followed.</param>
/// <param name="Notes">What had to be assumed, each as a sentence without its full stop.</param>
internal sealed record Site(string Name, SiteDirective Main, ImmutableArray<SiteFile> Files, ImmutableArray<IncludeProblem> Problems, ImmutableArray<string> Notes)
{
    private static readonly string[] _contexts = ["http", "server", "location", "if", "limit_except"];

    // What a condition or limit_except of a location takes on from it (the proxy module: "clcf->noname").
    private static readonly string[] _nameless = ["if", "limit_except"];

    /// <summary>Whether it begins where nginx begins, so that nothing around it is unknown.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The blocks http; as a rule one.</summary>
    public IEnumerable<SiteDirective> Http => Main.Inner("http");

    /// <summary>Every place from which requests are passed on by the proxy module, in the order of the text.</summary>
    public ImmutableArray<ProxiedLocation> Locations => [.. Find([Main], null)];

    private IEnumerable<ProxiedLocation> Find(ImmutableArray<SiteDirective> chain, SiteDirective? inherited)
    {
        var block = chain[^1];
        var pass = block.Inner("proxy_pass").LastOrDefault() ?? (_nameless.Contains(block.Name) ? inherited : null);
        // A condition that changes nothing is the location it stands in.
        if (pass is not null && block.Name is not ("http" or "server") && !(ReferenceEquals(pass, inherited) && !Changes(block)))
            yield return new(this, chain, pass);
        foreach (var inner in (block.Block ?? []).Where(inner => inner.Block is not null && _contexts.Contains(inner.Name)))
        {
            foreach (var found in Find(chain.Add(inner), block.Name is "location" or "if" or "limit_except" ? pass : null))
                yield return found;
        }
    }

    private static bool Changes(SiteDirective block) => (block.Block ?? []).Any(inner => inner.Name is "add_header" or "gzip" or "gzip_types" or "proxy_pass");
}

/// <summary>An include that could not be followed.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Pattern">What it names.</param>
/// <param name="IsLoop">Whether the file includes itself, by others or alone; else there is none of that name.</param>
internal sealed record IncludeProblem(SitePlace Place, string Pattern, bool IsLoop);
