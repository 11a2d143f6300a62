using System.Text.RegularExpressions;
using StreamBook.Diagnoses;
using StreamBook.Sites;

namespace StreamBook.Linting;

/// <summary>Comments <c># book: ignore SB201 reason</c>: each takes away a finding of its line, or of the next line that has a directive if it stands alone.</summary>
internal static partial class Ignored
{
    public static IEnumerable<LintFinding> Without(IEnumerable<LintFinding> findings, Site site)
    {
        var left = findings.ToList();
        foreach (var (comment, lines) in site.Files.SelectMany(file => Groups(file)))
        {
            if (Order().Match(comment.Text) is not { Success: true } order)
                continue;
            var ids = order.Groups["id"].Captures.Select(id => id.Value.ToUpperInvariant()).ToArray();
            if (order.Groups["reason"].Value.Length == 0)
                left.Add(new(ConfigurationKinds.NoReason, LintLevel.Warning, comment.Place, null, $"`{comment.Text}` ({comment.Place}) says nothing behind {ids[^1]}."));
            foreach (var id in ids.Where(id => left.RemoveAll(finding => finding.Kind.Id == id && finding.Place.File == comment.Place.File && lines.Contains(finding.Place.Line)) == 0))
                left.Add(new(ConfigurationKinds.IgnoresNothing, LintLevel.Warning, comment.Place, null, $"`{comment.Text}` ({comment.Place}), and {id} is not found there."));
        }

        return left;
    }

    private static IEnumerable<(SiteComment Comment, int[] Lines)> Groups(SiteFile file)
    {
        var texts = file.Text.Split('\n');
        foreach (var comment in file.Comments)
        {
            var line = comment.Place.Line;
            // Several comments may stand above one directive.
            while (comment.IsAlone && line < texts.Length && texts[line].TrimStart() is "" or ['#', ..])
                line++;
            yield return (comment, comment.IsAlone ? [line + 1] : [line]);
        }
    }

    [GeneratedRegex(@"^#\s*book:\s*ignore\s+(?<id>SB\d{3})([,\s]+(?<id>SB\d{3}))*[\s:,–-]*(?<reason>.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Order();
}
