using System.Collections.Immutable;

namespace StreamBook.Sites;

/// <summary>A directive that knows where it stands; what it includes stands in its place.</summary>
/// <param name="Name">The name.</param>
/// <param name="Arguments">The arguments, without quotes.</param>
/// <param name="Block">What is between the braces; null for a simple directive.</param>
/// <param name="Place">Where it begins.</param>
internal sealed record SiteDirective(string Name, ImmutableArray<string> Arguments, ImmutableArray<SiteDirective>? Block, SitePlace Place)
{
    /// <summary>The last line it takes.</summary>
    public int LastLine { get; init; } = Place.Line;

    /// <summary>Whether a program wrote it, whatever the person wants: then it tells nothing of what comes this way.</summary>
    public bool IsGiven { get; init; }

    /// <summary>The directives of that name in its block, in their order.</summary>
    public IEnumerable<SiteDirective> Inner(string name) => (Block ?? []).Where(directive => directive.Name == name);

    /// <summary>Whether it is a switch in that position, <c>on</c> or <c>off</c>, which nginx reads in any casing.</summary>
    public bool Is(string position) => Arguments is [var value] && value.Equals(position, StringComparison.OrdinalIgnoreCase);

    /// <summary>On one line, as far as the brace.</summary>
    public override string ToString() => Block is null ? $"{Words};" : Words;

    private string Words => string.Join(' ', Arguments.Select(argument => argument.Length == 0 || argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument).Prepend(Name));
}
