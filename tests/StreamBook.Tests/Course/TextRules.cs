using System.Text.RegularExpressions;

namespace StreamBook.Tests;

/// <summary>Rules for the beginning and the end of a notebook's text.</summary>
internal static partial class TextRules
{
    public static IEnumerable<string> Title(CourseNotebook notebook)
    {
        var title = Heading().Match(notebook.Top);
        if (!title.Success)
            yield return "It begins with `# NN · Title`.";
        else if (title.Groups[1].Value != notebook.FileName.Split('-')[0])
            yield return $"The title has the number {title.Groups[1].Value}.";

        // What the file is called stands in the title, word for word in the same order, with others in between.
        var words = new Queue<string>(notebook.FileName.Split('-').Skip(1));
        foreach (Match word in Word().Matches(title.Groups[2].Value.ToLowerInvariant()))
        {
            if (words.TryPeek(out var next) && next == word.Value)
                words.Dequeue();
        }

        if (words.Count > 0)
            yield return $"The title does not have “{string.Join(' ', words)}” of the file's name.";
    }

    public static IEnumerable<string> Top(CourseNotebook notebook)
    {
        if (!Goals().IsMatch(notebook.Top))
            yield return "Goals: `After this notebook you can`, and a list of three or more.";
        if (!Needs().IsMatch(notebook.Top))
            yield return "Needs: a paragraph that begins with `You need`.";
        if (!Minutes().IsMatch(notebook.Top))
            yield return "How long it takes, in minutes.";
    }

    public static IEnumerable<string> Recap(CourseNotebook notebook)
    {
        if (!notebook.End.StartsWith("## Recap\n", StringComparison.Ordinal) && !notebook.End.Contains("\n## Recap\n", StringComparison.Ordinal))
        {
            yield return "The last text cell has a heading `## Recap`.";
            yield break;
        }

        var lines = NumberedLine().Count(notebook.End.Split("## Recap\n")[1]);
        if (lines is < 4 or > 6)
            yield return $"The recap has {lines} numbered lines.";
    }

    [GeneratedRegex(@"^# (\d\d) · (.+)\n")]
    private static partial Regex Heading();

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\n\nAfter this notebook you can\n\n(- .+\n){3,}")]
    private static partial Regex Goals();

    [GeneratedRegex(@"\n\nYou need ")]
    private static partial Regex Needs();

    [GeneratedRegex(@"\b\d+ minutes\b")]
    private static partial Regex Minutes();

    [GeneratedRegex(@"^\d\. ", RegexOptions.Multiline)]
    private static partial Regex NumberedLine();
}
