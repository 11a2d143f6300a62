using StreamBook.Linting;

namespace StreamBook.Cli.Lint;

/// <summary>What is written of a lint, in whichever form.</summary>
/// <param name="Report">What was found.</param>
/// <param name="Nginx">The version of nginx that it holds for.</param>
/// <param name="Whence">How that version is known.</param>
internal sealed record LintResult(LintReport Report, Version Nginx, string Whence)
{
    /// <summary>What it rests on, the version first.</summary>
    public IEnumerable<string> Assumptions => Report.Notes.Prepend($"nginx {Nginx} ({Whence})");
}
