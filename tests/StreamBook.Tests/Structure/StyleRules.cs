using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StreamBook.Tests;

/// <summary>The style that .editorconfig has no rule for. Each rule answers with the line and the name that break it.</summary>
internal static class StyleRules
{
    // A token that the caller gives up by has one name; another one is named for what has happened when it fires.
    private static readonly string[] _namesOfTokens = ["cancellationToken", "aborted", "cancelled", "deadline", "end", "stopping"];

    /// <summary>`cancellationToken`, `token` and `cancellation` for what is `cancellationToken` elsewhere.</summary>
    public static IEnumerable<string> Tokens(SyntaxNode root) =>
        from parameter in root.DescendantNodes().OfType<ParameterSyntax>()
        where parameter.Type?.ToString() is "CancellationToken" or "CancellationToken?"
        where !_namesOfTokens.Contains(parameter.Identifier.Text)
        // A parameter of a record is a property, and named as one.
        where parameter.Parent?.Parent is not RecordDeclarationSyntax
        select Named(parameter.Identifier);

    /// <summary>`internal` before a member of a type that nobody outside sees anyway: there `public` says that the rest of the project may use it.</summary>
    public static IEnumerable<string> InternalMembers(SyntaxNode root) =>
        from member in root.DescendantNodes().OfType<MemberDeclarationSyntax>()
        where member.Parent is TypeDeclarationSyntax && member.Modifiers.Any(SyntaxKind.InternalKeyword)
        where !member.Ancestors().OfType<BaseTypeDeclarationSyntax>().All(type => type.Modifiers.Any(SyntaxKind.PublicKeyword))
        select Named(member.GetFirstToken());

    /// <summary>"Frame" where nothing in the file is about a WebSocket.</summary>
    public static IEnumerable<string> Frames(SyntaxNode root)
    {
        if (root.ToString().Contains("WebSocket", StringComparison.Ordinal))
            return [];
        return
            from token in root.DescendantTokens()
            where token.IsKind(SyntaxKind.IdentifierToken) && IsDeclared(token) && SaysFrame(token.Text)
            select Named(token);
    }

    private static bool IsDeclared(SyntaxToken token) => token.Parent is MemberDeclarationSyntax or VariableDeclaratorSyntax or ParameterSyntax or LocalFunctionStatementSyntax or ForEachStatementSyntax;

    // Not Framework, nor framed: a word of the name, which begins with a capital letter or the name itself.
    private static bool SaysFrame(string name) =>
        System.Text.RegularExpressions.Regex.IsMatch(name, "(^_?[fF]|F)rames?(?![a-z])");

    private static string Named(SyntaxToken token)
    {
        var line = token.GetLocation().GetLineSpan();
        return $"{line.Path}({line.StartLinePosition.Line + 1}): {token.SyntaxTree!.GetText().Lines[line.StartLinePosition.Line].ToString().Trim()}";
    }
}
