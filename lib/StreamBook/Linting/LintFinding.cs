using StreamBook.Sites;

namespace StreamBook.Linting;

/// <summary>How grave a finding of a configuration is.</summary>
internal enum LintLevel
{
    /// <summary>It matters if streams come this way, which the configuration does not say.</summary>
    Note,

    /// <summary>It matters, as far as the configuration tells.</summary>
    Warning,

    /// <summary>It breaks something for certain.</summary>
    Error,
}

/// <summary>One thing that is wrong in a configuration.</summary>
/// <param name="Kind">What kind of thing: the mechanism, and the cures.</param>
/// <param name="Level">How grave.</param>
/// <param name="Place">The line that does it, or that lacks it.</param>
/// <param name="Location">The location; null if it is of no single one.</param>
/// <param name="Seen">What is in force there and from where, one or more sentences.</param>
internal sealed record LintFinding(FindingKind Kind, LintLevel Level, SitePlace Place, string? Location, string Seen);
