using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Runner;

namespace StreamBook.Cli.Page;

/// <summary>C# with its keywords, strings, numbers, comments and directives marked, as the compiler sees them.</summary>
internal static class CSharpHtml
{
    private static readonly CSharpParseOptions _options = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    // The parser calls itself for each level, and where its stack ends the process ends.
    private const int MostLevels = 500;

    public static string Of(string code)
    {
        if (CellText.LanguageOf(code) != CellText.CSharp)
            return WebUtility.HtmlEncode(code);
        var html = new StringBuilder();
        if (Levels(code) > MostLevels)
        {
            Append(html, null, code);
            return html.ToString();
        }

        foreach (var token in CSharpSyntaxTree.ParseText(code, _options).GetRoot().DescendantTokens())
        {
            AppendTrivia(html, token.LeadingTrivia);
            Append(html, Class(token), token.Text);
            AppendTrivia(html, token.TrailingTrivia);
        }

        return html.ToString();
    }

    /// <summary>How deep brackets are nested, or at most seem to be: those of strings count too.</summary>
    private static int Levels(string code)
    {
        var (level, most) = (0, 0);
        foreach (var c in code)
        {
            if (c is '(' or '[' or '{' or '<')
                most = Math.Max(most, ++level);
            else if (c is ')' or ']' or '}' or '>')
                level = Math.Max(0, level - 1);
        }

        return most;
    }

    private static void AppendTrivia(StringBuilder html, SyntaxTriviaList trivia)
    {
        foreach (var piece in trivia)
            Append(html, piece.IsDirective ? "d" : IsComment(piece.Kind()) ? "c" : null, piece.ToFullString());
    }

    private static bool IsComment(SyntaxKind kind) => kind is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    private static string? Class(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.CharacterLiteralToken or SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedRawStringEndToken => "s",
        SyntaxKind.IdentifierToken => token.Parent is IdentifierNameSyntax { IsVar: true } ? "k" : null,
        var kind => SyntaxFacts.IsKeywordKind(kind) || SyntaxFacts.IsContextualKeyword(kind) ? "k" : null,
    };

    private static void Append(StringBuilder html, string? kind, string text)
    {
        if (text.Length == 0)
            return;
        var encoded = WebUtility.HtmlEncode(PlainText.Of(text));
        _ = kind is null ? html.Append(encoded) : html.Append($"<span class=\"{kind}\">").Append(encoded).Append("</span>");
    }
}
