using System.Collections.Immutable;
using System.ComponentModel;
using StreamBook.Linting;
using StreamBook.Sites;
using StreamBook.Trying;

namespace StreamBook.Cli.Lint;

/// <summary>What `book try --json` writes; docs/try.schema.json is made from these types.</summary>
internal sealed record TryResult(
    [property: Description("The version of nginx that ran it.")] string Nginx,
    [property: Description("The location that was tried, with the place where it stands.")] TryPlace Location,
    [property: Description("The path that was asked for.")] string Path,
    [property: Description("What is not as it is on the machine that the configuration is for.")] ImmutableArray<string> Differences,
    [property: Description("What was tried, and what was seen; passed is null where nothing can be said.")] ImmutableArray<TriedResult> Tried,
    [property: Description("The lines that break what did not pass.")] ImmutableArray<TryCause> Causes,
    [property: Description("A change that was tried too; null where nothing is broken, or nothing is known to help.")] TryChange? Change)
{
    public static TryResult Of(TryTarget target, Version nginx, IEnumerable<string> differences, ImmutableArray<SuiteRow> rows, IEnumerable<LintFinding> causes, TryChange? change) => new(
        nginx.ToString(),
        TryPlace.Of(target.Location.Name, target.Location.Block!.Place),
        target.Path,
        [.. differences],
        [.. rows.Select(row => new TriedResult(row.Name, row.Passed, row.Seen))],
        [.. causes.Select(finding => new TryCause(finding.Kind.Id, finding.Kind.Title, finding.Seen, finding.Place.File, finding.Place.Line))],
        change);
}

/// <summary>A directive or block, and where it stands.</summary>
internal sealed record TryPlace(string Text, string File, int Line)
{
    public static TryPlace Of(string text, SitePlace place) => new(text, place.File, place.Line);
}

/// <summary>One thing that was tried.</summary>
internal sealed record TriedResult(string Name, bool? Passed, string Seen);

/// <summary>A line that breaks something; `book explain` tells the cures.</summary>
internal sealed record TryCause(string Id, string Title, string Seen, string File, int Line);

/// <summary>A change of the location, and what it came to.</summary>
/// <param name="In">The block that it is made in.</param>
/// <param name="Removed">Directives that go.</param>
/// <param name="Added">Directives that come.</param>
/// <param name="Mended">What passes with it, and did not.</param>
/// <param name="StillBroken">What does not pass with it either.</param>
internal sealed record TryChange(TryPlace In, ImmutableArray<TryPlace> Removed, ImmutableArray<string> Added, ImmutableArray<string> Mended, ImmutableArray<string> StillBroken)
{
    public static TryChange Of(ProxiedLocation location, ImmutableArray<StreamBook.Directive> change, SuiteRow[] broken, ImmutableArray<SuiteRow> after)
    {
        var block = location.Chain[^1];
        SiteDirective[] there = [.. block.Block ?? []];
        return new(
            TryPlace.Of(location.Name, block.Place),
            [.. there.Where(old => change.Any(line => line.Name == old.Name) && !change.Any(line => IsSame(line, old))).Select(old => TryPlace.Of($"{old}", old.Place))],
            [.. change.Where(line => !there.Any(old => IsSame(line, old))).Select(line => $"{line}")],
            [.. broken.Where(row => after.Any(now => now.Name == row.Name && now.Passed == true)).Select(row => row.Name)],
            [.. after.Where(row => row.Passed == false).Select(row => row.Name)]);
    }

    private static bool IsSame(StreamBook.Directive line, SiteDirective old) => line.Name == old.Name && line.Arguments.SequenceEqual(old.Arguments);
}
