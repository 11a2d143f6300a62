using System.Text;

namespace StreamBook.Tests;

/// <summary>The catalogue as docs/findings.md.</summary>
internal static class FindingsPage
{
    public static string Of(IEnumerable<FindingKind> kinds)
    {
        var text = new StringBuilder("""
            # Findings

            What `Diagnosis.Of(capture)` finds in a stream, from `FindingKind.All`. A finding says what was seen, and how sure it is: without times of sending a slow source and a hop that holds look the same from one address, and `Diagnosis.Between` tells them apart. A *risk* broke nothing in the stream that was seen.

            The findings from SB201 on are those of `book lint`, in a configuration of nginx that is not run.

            """);
        foreach (var kind in kinds)
        {
            text.Append('\n').Append("## ").Append(kind.Id).Append(" · ").Append(kind.Title.TrimEnd('.')).Append("\n\n");
            text.Append(kind.IsRisk ? "A risk. " : "").Append(kind.Mechanism).Append("\n\n");
            foreach (var cure in kind.Cures)
                text.Append("- **").Append(cure.Where).Append("**: ").Append(cure.Text).Append(" ([source](").Append(cure.Source.AbsoluteUri).Append("))\n");
            if (kind.Measured is { } section)
                text.Append("\nMeasured in [").Append(section.Notebook).Append("](../notebooks/").Append(section.Notebook).Append("), ").Append(section.Heading).Append(".\n");
        }

        return text.ToString();
    }
}
