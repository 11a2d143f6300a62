using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamBook.Cli.Document;

/// <summary>A notebook as data. It knows nothing of running, of outputs, or of the file it came from.</summary>
internal sealed partial record Notebook(ImmutableArray<Cell> Cells)
{
    /// <summary>Metadata of other tools, kept as it is; what every notebook has (kernel, language) is not in it.</summary>
    public ImmutableSortedDictionary<string, JsonElement> Metadata { get; init; } = NoMetadata;

    /// <summary>The text of the first heading, without its Markdown marks; null if no cell has one.</summary>
    public string? Title => Cells
        .Where(cell => cell.Kind == CellKind.Markdown)
        .Select(cell => HeadingLine().Match(cell.Source))
        .Where(match => match.Success)
        .Select(match => match.Groups[1].Value.Replace("`", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal))
        .FirstOrDefault();

    public static ImmutableSortedDictionary<string, JsonElement> NoMetadata { get; } =
        ImmutableSortedDictionary.Create<string, JsonElement>(StringComparer.Ordinal);

    [GeneratedRegex(@"^ {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$", RegexOptions.Multiline)]
    private static partial Regex HeadingLine();
}

internal enum CellKind
{
    Markdown,
    Code,

    /// <summary>Text for a converter; neither run nor shown as Markdown.</summary>
    Raw,
}

/// <summary>One cell.</summary>
/// <param name="Kind">What the source is.</param>
/// <param name="Id">1 to 64 letters, digits, hyphens and underscores, unique in the notebook (nbformat 4.5).</param>
/// <param name="Source">The text, its lines ended by LF.</param>
internal sealed partial record Cell(CellKind Kind, string Id, string Source)
{
    /// <summary>A cell with this tag must throw, and it fails the notebook if it does not.</summary>
    public const string RaisesException = "raises-exception";

    /// <summary>
    /// A cell with this tag uses a package that the notebook can do without. If the cell that asks for it, and does
    /// nothing else, cannot get it, that cell and all later ones with the tag are passed over.
    /// </summary>
    public const string NeedsPackage = "needs-package";

    /// <summary>
    /// The same for cells that use a browser: the cell that asks has nothing but <c>await BrowserProgram.FindAsync()</c>,
    /// and requests for packages to drive it with.
    /// </summary>
    public const string NeedsBrowser = "needs-browser";

    /// <summary>The same for cells that use Python: the cell that asks has nothing but <c>await PythonProgram.FindAsync()</c>.</summary>
    public const string NeedsPython = "needs-python";

    /// <summary>
    /// The same for cells that use Redis: the cell that asks has nothing but <c>await RedisProgram.FindAsync()</c>, and
    /// requests for packages to talk to it with.
    /// </summary>
    public const string NeedsRedis = "needs-redis";

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Those of its tags that say what it uses and its notebook can do without.</summary>
    public IEnumerable<string> Needs => Tags.Where(tag => tag is NeedsPackage or NeedsBrowser or NeedsPython or NeedsRedis);

    /// <summary>Whether it only asks for something, so that nothing else in it can have failed.</summary>
    public bool IsRequest => Source.Split('\n').All(line => string.IsNullOrWhiteSpace(line) || Request().IsMatch(line));

    /// <summary>Metadata of other tools, kept as it is.</summary>
    public ImmutableSortedDictionary<string, JsonElement> Metadata { get; init; } = Notebook.NoMetadata;

    /// <summary>The first line that says something, to recognise the cell by.</summary>
    public string FirstLine => Source.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim() ?? "";

    /// <summary>Pictures pasted into the cell, by name; absent from almost every cell.</summary>
    public JsonElement? Attachments { get; init; }

    [GeneratedRegex(@"^(#r ""nuget:.*|(var \w+ = )?await (Browser|Python|Redis)Program\.FindAsync\(\);?)$")]
    private static partial Regex Request();
}
