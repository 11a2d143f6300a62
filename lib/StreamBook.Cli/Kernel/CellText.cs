using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// A cell without the lines that are for its kernel and not for a compiler: magic commands such as <c>#!time</c>, and
/// sources of packages. They become blank, so that every other line keeps its number.
/// </summary>
/// <param name="Language">What the rest of the cell is written in: <c>csharp</c>, <c>html</c>, <c>markdown</c>, <c>nginx</c> or <c>sse</c>.</param>
/// <param name="Words">What stands behind the name of that language in its line.</param>
/// <param name="Code">The rest.</param>
/// <param name="IsTimed">Whether to say how long it took.</param>
/// <param name="Sources">Where packages are to be had, beside the usual sources: addresses or folders.</param>
/// <param name="LabLines">What stands behind each <c>#!lab</c>.</param>
internal sealed partial record CellText(string Language, string Words, string Code, bool IsTimed, IReadOnlyList<string> Sources, IReadOnlyList<string> LabLines)
{
    public const string CSharp = "csharp";

    /// <summary>What a cell is written in, whatever else is wrong with it.</summary>
    public static string LanguageOf(string cell) =>
        Magic().Match(cell.TrimStart()) is { Success: true } magic && magic.Groups["name"].Value is "html" or "markdown" or "nginx" or "sse" ? magic.Groups["name"].Value : CSharp;

    /// <summary>Reads a cell.</summary>
    /// <exception cref="CellException">A command is not known here, or a source is none.</exception>
    public static CellText Read(string cell)
    {
        var (language, words, isTimed, isBegun) = (CSharp, "", false, false);
        var (sources, labLines) = (new List<string>(), new List<string>());
        var lines = cell.Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            if (Magic().Match(lines[index]) is { Success: true } magic)
            {
                switch (magic.Groups["name"].Value)
                {
                    case "time":
                        isTimed = true;
                        break;
                    case CSharp or "c#":
                        break;
                    case "html" or "markdown" or "nginx" or "sse" when !isBegun:
                        (language, words) = (magic.Groups["name"].Value, lines[index][magic.Length..]);
                        break;
                    case "lab" when !isBegun:
                        labLines.Add(lines[index][magic.Length..]);
                        break;
                    case var other:
                        throw new CellException(Unknown(other, index, magic.Length));
                }
            }
            else if (Source().Match(lines[index]) is { Success: true } source)
            {
                sources.Add(Existing(source.Groups["source"].Value, index + 1));
            }
            else
            {
                isBegun |= !string.IsNullOrWhiteSpace(lines[index]);
                continue;
            }

            lines[index] = "";
        }

        return new(language, words, string.Join('\n', lines), isTimed, sources, labLines);
    }

    /// <summary>A message about a place in a cell, counted from 0.</summary>
    public static Diagnostic Error(string id, string message, int line, int column, int length) => Diagnostic.Create(
        id, "Kernel", message, DiagnosticSeverity.Error, DiagnosticSeverity.Error, isEnabledByDefault: true, warningLevel: 0,
        location: Location.Create("", new(0, length), new(new(line, column), new(line, column + length))));

    // The code is the one that .NET Interactive has for it.
    private static Diagnostic Unknown(string name, int line, int length) => Error(
        "DNI101",
        name is "html" or "markdown" or "nginx" or "sse" or "lab"
            ? $"'#!{name}' has to stand before all else in its cell"
            : $"Unknown magic command '#!{name}'\n  This kernel knows #!csharp, #!html, #!markdown, #!time, #!lab, #!nginx and #!sse; for more, take the kernel of Polyglot Notebooks.",
        line, 0, length);

    private static string Existing(string source, int line) => source.Contains("://", StringComparison.Ordinal) || Directory.Exists(source)
        ? source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source)
        : throw new CellException($"({line},1): The source directory '{source}' not found\n  Write #i \"nuget:/a/folder\" or #i \"nuget:https://…/index.json\".");

    [GeneratedRegex(@"^#!(?<name>[A-Za-z][\w#-]*)(?=\s|$)")]
    private static partial Regex Magic();

    [GeneratedRegex(@"^#i\s+""(?:nuget:)?\s*(?<source>[^""]*?)\s*""\s*$")]
    private static partial Regex Source();
}
