using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StreamBook.Tests;

/// <summary>The code of a cell as the compiler reads it.</summary>
internal static class CellSyntax
{
    private static readonly CSharpParseOptions _script = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    public static SyntaxNode Of(string code) => CSharpSyntaxTree.ParseText(code, _script).GetRoot();

    /// <summary>The first that is done in it, after directives and usings; null if nothing is.</summary>
    public static string? FirstStatement(string code) => Of(code).ChildNodes().FirstOrDefault(node => !node.IsKind(SyntaxKind.UsingDirective))?.ToString();
}
