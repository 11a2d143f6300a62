using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StreamBook.Cli.Kernel;

/// <summary>A package that a cell asks for with <c>#r "nuget: Id, Version"</c>.</summary>
/// <param name="Directive">The text between the quotes.</param>
/// <param name="Id">The name of the package.</param>
/// <param name="Version">A version or a range in NuGet's notation; <c>*</c>, the newest, if the cell names none.</param>
internal sealed partial record PackageRequest(string Directive, string Id, string Version)
{
    /// <summary>The packages a cell asks for.</summary>
    /// <exception cref="CellException">A directive is not of that form.</exception>
    public static List<PackageRequest> Of(SyntaxTree cell) =>
        [.. from directive in cell.GetCompilationUnitRoot().GetReferenceDirectives()
            let text = directive.File.ValueText
            where text.TrimStart().StartsWith("nuget:", StringComparison.OrdinalIgnoreCase)
            select Parse(text)];

    private static PackageRequest Parse(string directive)
    {
        var match = Form().Match(directive);
        if (!match.Success)
            throw new CellException($"#r \"{directive}\" is not understood.\n  Write #r \"nuget: Id, Version\", or #r \"nuget: Id\" for the newest version.");
        return new(directive, match.Groups["id"].Value, match.Groups["version"] is { Success: true, Value: var version } ? version : "*");
    }

    [GeneratedRegex(@"^\s*nuget:\s*(?<id>[\w.-]+)\s*(,\s*(?<version>[\w.*+\-\[\](), ]+?)\s*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}

/// <summary>A cell that cannot be run, for a reason the learner can do something about.</summary>
internal sealed class CellException(string message) : Exception(message)
{
    public CellException(Diagnostic diagnostic)
        : this(CellFailure.Describe(diagnostic)) => Diagnostic = diagnostic;

    /// <summary>The reason with its place in the cell; null where it has none.</summary>
    public Diagnostic? Diagnostic { get; }
}
