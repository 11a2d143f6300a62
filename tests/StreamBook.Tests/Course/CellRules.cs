using System.Text.Json;
using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>Rules for the cells of a notebook and the order in which they stand.</summary>
internal static partial class CellRules
{
    // A reference to a file that is not there ends the compiling of its cell: what is to be read then needs a cell before.
    public const string IsBuilt = """
        if (!System.IO.File.Exists("../artifacts/bin/StreamBook/release/StreamBook.dll"))
            throw new("The workbook is not built: run ./book in its folder, then restart this kernel.");
        """;

    public const string WayIn = """
        #r "../artifacts/bin/StreamBook/release/StreamBook.dll"
        using StreamBook;
        """;

    /// <summary>The plumbing that a notebook begins with.</summary>
    public static IEnumerable<string> Opening(CourseNotebook notebook)
    {
        if (notebook.Code[0] != IsBuilt)
            yield return $"The first code cell is\n{IsBuilt}";
        if (!notebook.Code[1].StartsWith(WayIn, StringComparison.Ordinal))
            yield return $"The second code cell begins with\n{WayIn}";
    }

    public static IEnumerable<string> WayInAndOut(CourseNotebook notebook)
    {
        foreach (var complaint in Opening(notebook))
            yield return complaint;
        if (notebook.Code[^1] != "await lab.DisposeAsync();" || notebook.Cells[^1].Kind != CellKind.Code)
            yield return "The last cell is `await lab.DisposeAsync();`.";
    }

    public static IEnumerable<string> Size(CourseNotebook notebook)
    {
        var code = notebook.Code.Concat(notebook.Text.SelectMany(text => CodeBlock().Matches(text)).Select(match => match.Groups[1].Value));
        foreach (var lines in code.Select(source => source.Split('\n')))
        {
            if (lines.Length > 20)
                yield return $"{lines.Length} lines: {lines[0]}";
            foreach (var line in lines.Where(line => line.Length > 100))
                yield return $"{line.Length} characters: {line}";
        }
    }

    public static IEnumerable<string> Predictions(CourseNotebook notebook)
    {
        var asks = notebook.Cells.Index().Where(cell => cell.Item.Kind == CellKind.Markdown && Prediction().IsMatch(cell.Item.Source)).ToList();
        if (asks.Count == 0)
            yield return "Nothing is predicted.";
        foreach (var (index, cell) in asks)
        {
            if (index + 1 == notebook.Cells.Count || notebook.Cells[index + 1].Kind != CellKind.Code)
                yield return $"No code cell follows: {Prediction().Match(cell.Source).Value}";
        }
    }

    /// <summary>A value is followed by text, checks and a verdict perhaps in between; the text beside a picture says what to see in it.</summary>
    public static IEnumerable<string> Looking(CourseNotebook notebook)
    {
        foreach (var (index, cell) in notebook.Cells.Index().Where(cell => cell.Item.Kind == CellKind.Code))
        {
            var isPicture = cell.Source.Contains("Draw.", StringComparison.Ordinal);
            var after = notebook.Cells.Skip(index + 1).Take(3).Where(next => next.Kind == CellKind.Markdown).ToList();
            if ((isPicture || IsShown(cell.Source)) && after.Count == 0)
                yield return $"No text follows: {cell.FirstLine}";
            if (isPicture && !after.Append(notebook.Cells[index - 1]).Any(text => InPictures().IsMatch(text.Source)))
                yield return $"Nothing says what to see in the picture: {cell.FirstLine}";
        }
    }

    /// <summary>The cell that opens the lab shows what it is made of, which is a condition and not a result.</summary>
    public static IEnumerable<string> Assertions(CourseNotebook notebook) => notebook.Code.Index().Skip(2)
        .Where(cell => (Measurement().IsMatch(cell.Item) || IsShown(cell.Item)) && !ClaimRules.Settles(cell.Item))
        .Where(cell => !notebook.Code.Skip(cell.Index).Take(3).Any(near => near.Contains("Check.", StringComparison.Ordinal)))
        .Select(cell => $"Nothing is asserted of: {cell.Item.Split('\n')[0]}");

    /// <summary>Of the file as it is: what was read of it holds no outputs.</summary>
    public static IEnumerable<string> NoOutputs(CourseNotebook notebook)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(notebook.Path));
        foreach (var cell in file.RootElement.GetProperty("cells").EnumerateArray())
        {
            if (cell.TryGetProperty("outputs", out var outputs) && outputs.GetArrayLength() > 0)
                yield return $"An output of the cell {cell.GetProperty("id")}.";
            if (cell.TryGetProperty("execution_count", out var count) && count.ValueKind != JsonValueKind.Null)
                yield return $"A number at the cell {cell.GetProperty("id")}.";
        }
    }

    /// <summary>Whether a cell ends with an expression, whose value its host shows.</summary>
    // A last line without a semicolon is a value, unless it is a directive.
    private static bool IsShown(string code) => code.Contains("display(", StringComparison.Ordinal)
        || (code.TrimEnd()[^1] is not (';' or '}') && !code.TrimEnd().Split('\n')[^1].StartsWith('#'));

    [GeneratedRegex(@"\*\*Predict:\*\* .*")]
    private static partial Regex Prediction();

    [GeneratedRegex(@"\b([Ll]ook|lanes?|fans?|marks?|dots?|bars?|crosse?s?|pictures?)\b")]
    private static partial Regex InPictures();

    [GeneratedRegex(@"```\w*\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\b(Capture\w*Async|EchoRequestAsync)\(|\bDraw\.|\bTable\.Of\(")]
    private static partial Regex Measurement();
}
