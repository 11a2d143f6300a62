using System.Globalization;

namespace StreamBook.Exercises;

/// <summary>What a check says, line by line: the same in a terminal and, with its labels set apart, in a page.</summary>
internal static class CheckWording
{
    /// <summary>The parts of a result that have something to say, each with its label; an empty label is a line of its own.</summary>
    public static IEnumerable<(string Label, string Text)> Parts(CheckResult result)
    {
        foreach (var held in result.Held)
            yield return ("", $"✓ {held}");
        if (result.Given is { } given)
            yield return ("given", given);
        if (result.Expected is { } expected)
            yield return ("expected", expected);
        if (result.Arrived is { } arrived)
            yield return ("arrived", arrived);
        if (result.LastLines is { } lines)
            yield return ("last lines", lines);
        if (result.Misconception is { } name)
            yield return ("mistake", $"{name}. {result.Explanation}");
        if (result.Next is { } next)
            yield return ("next", next);
        foreach (var (index, hint) in result.Hints.Index())
            yield return (index == result.Hints.Length - 1 ? "the idea" : $"hint {index + 1}", hint);
        if (result.Seed != CheckResult.NoSeed)
            yield return ("seed", result.Seed.ToString(CultureInfo.InvariantCulture));
    }

    public static IEnumerable<string> Lines(CheckResult result)
    {
        yield return $"{result.Word}: {result.Task} {result.Title}";
        yield return $"  {result.Sentence}";
        foreach (var (label, text) in Parts(result))
            yield return "  " + (label.Length == 0 ? text : $"{label + ":",-10} {text.ReplaceLineEndings("\n             ")}");
    }
}
