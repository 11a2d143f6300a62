using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Classroom;

/// <summary>
/// Which cells of a notebook belong to a task, and what of them is the learner's. A cell carries its task in its ID
/// (<c>task-06-3</c>, <c>check-06-3</c>), which editors keep; a task's cell also in its first line (<c>// 06.3</c>),
/// should an editor make IDs anew.
/// </summary>
internal static partial class TaskCells
{
    /// <summary>The mark that the learner's part begins after, as nbgrader has it.</summary>
    public const string Begin = "// BEGIN SOLUTION";

    /// <summary>The mark that the learner's part ends before.</summary>
    public const string End = "// END SOLUTION";

    /// <summary>What a line between the marks begins with that stands there instead, in the exercise.</summary>
    public const string Instead = "//|";

    /// <summary>The task whose answer a cell of a solution or an exercise holds; null if it holds none.</summary>
    public static string? TaskOf(Cell cell) => cell.Kind is CellKind.Code && TaskId().Match(cell.Id) is { Success: true } match ? Id(match) : null;

    /// <summary>The task that a cell of a learner's notebook answers, by its ID or by its first line; null if it answers none.</summary>
    public static string? AnsweredBy(Cell cell) =>
        TaskOf(cell) ?? (cell.Kind is CellKind.Code && FirstLine().Match(cell.Source) is { Success: true } match ? Id(match) : null);

    /// <summary>The task whose check a cell of a solution is; null if it is none.</summary>
    public static string? CheckedBy(Cell cell) => cell.Kind is CellKind.Code && CheckId().Match(cell.Id) is { Success: true } match ? Id(match) : null;

    /// <summary>The second argument of a check's call: what it judges; null if the source is not a check as it is to be.</summary>
    public static string? Judged(string source) => Call().Match(source) is { Success: true } match ? match.Groups["answer"].Value : null;

    /// <summary>The learner's parts of a notebook, by task, wherever its cells stand and whatever its file is called.</summary>
    public static IReadOnlyDictionary<string, Cell> Parts(Notebook notebook)
    {
        var parts = new SortedDictionary<string, Cell>(StringComparer.Ordinal);
        foreach (var cell in notebook.Cells)
        {
            if (TaskOf(cell) is { } task)
                parts[task] = cell;
        }

        foreach (var cell in notebook.Cells)
        {
            if (AnsweredBy(cell) is { } task)
                parts.TryAdd(task, cell);
        }

        return parts;
    }

    /// <summary>What stands in a task's cell before it is solved.</summary>
    /// <param name="source">The cell of the solution.</param>
    /// <exception cref="FormatException">It has no marks, or nothing that stands there instead.</exception>
    public static string Stub(string source)
    {
        var lines = source.Split('\n');
        if (lines[0] != Begin || lines[^1] != End)
            throw new FormatException($"A task's cell begins with `{Begin}` and ends with `{End}`; the whole of it is the learner's.");
        string[] stub = [.. lines.Where(IsStub).Select(line => line.Length == Instead.Length ? "" : line[(Instead.Length + 1)..])];
        return stub.Length > 0 ? string.Join('\n', stub) : throw new FormatException($"Nothing stands there instead: no line begins with `{Instead} `.");
    }

    /// <summary>The answer in a task's cell of a solution, without the marks and without what stands there instead.</summary>
    /// <param name="source">The cell of the solution.</param>
    public static string Answer(string source) => string.Join('\n', source.Split('\n').Where(line => line is not (Begin or End) && !IsStub(line)));

    /// <summary>The ID of a task's cell.</summary>
    public static string CellId(string task) => $"task-{task.Replace('.', '-')}";

    private static bool IsStub(string line) => line == Instead || line.StartsWith(Instead + " ", StringComparison.Ordinal);

    private static string Id(Match match) => $"{match.Groups["notebook"].Value}.{match.Groups["number"].Value}";

    [GeneratedRegex("^task-(?<notebook>[0-9]{2})-(?<number>[0-9]{1,2})$")]
    private static partial Regex TaskId();

    [GeneratedRegex("^check-(?<notebook>[0-9]{2})-(?<number>[0-9]{1,2})$")]
    private static partial Regex CheckId();

    [GeneratedRegex(@"^// ?(?<notebook>[0-9]{2})\.(?<number>[0-9]{1,2})\b")]
    private static partial Regex FirstLine();

    [GeneratedRegex(@"^await Exercise\.CheckAsync\(""(?<task>[0-9.]+)"", (?<answer>[^;]+)\)$")]
    private static partial Regex Call();
}
