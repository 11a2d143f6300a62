using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>What stands at a place of code, and which call is around it.</summary>
internal static class LanguageSymbols
{
    private static readonly SymbolDisplayFormat _format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType)
        .AddLocalOptions(SymbolDisplayLocalOptions.IncludeType);

    /// <summary>A symbol as C# would declare it.</summary>
    public static string Describe(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol { TypeKind: var kind } type => $"{kind.ToString().ToLowerInvariant()} {type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)}",
        // What a cell declared is a member of that cell's class, which nobody wrote.
        IFieldSymbol or IPropertySymbol or IMethodSymbol when symbol.ContainingType is { IsScriptClass: true } =>
            symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.WithMemberOptions(SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters)),
        _ => symbol.ToDisplayString(_format),
    };

    /// <summary>The symbol that the name at a place means.</summary>
    public static (ISymbol Symbol, TextSpan Span)? At(SemanticModel model, int position)
    {
        var root = model.SyntaxTree.GetRoot();
        if (position >= root.FullSpan.End)
            return null;
        var token = root.FindToken(position);
        if (token.Parent is not { } node || !token.IsKind(SyntaxKind.IdentifierToken))
            return null;
        var symbol = model.GetSymbolInfo(node).Symbol ?? model.GetSymbolInfo(node).CandidateSymbols.FirstOrDefault() ?? model.GetDeclaredSymbol(node);
        return symbol is null ? null : (symbol, token.Span);
    }

    /// <summary>The methods that the call around a place may mean, and which argument the place is in.</summary>
    public static (ImmutableArray<IMethodSymbol> Methods, int Argument)? CallAt(SemanticModel model, int position)
    {
        var token = model.SyntaxTree.GetRoot().FindToken(Math.Max(0, position - 1));
        var arguments = token.Parent?.AncestorsAndSelf().OfType<ArgumentListSyntax>()
            .FirstOrDefault(list => list.OpenParenToken.Span.End <= position && (list.CloseParenToken.IsMissing || position <= list.CloseParenToken.SpanStart));
        if (arguments is null)
            return null;
        var methods = arguments.Parent switch
        {
            InvocationExpressionSyntax call => model.GetMemberGroup(call.Expression).OfType<IMethodSymbol>(),
            BaseObjectCreationExpressionSyntax creation => (model.GetTypeInfo(creation).Type as INamedTypeSymbol)?.InstanceConstructors
                .Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public) ?? [],
            _ => [],
        };
        var argument = arguments.Arguments.GetSeparators().Count(comma => comma.Span.End <= position);
        return methods.OrderBy(method => method.Parameters.Length).ToImmutableArray() is { IsEmpty: false } found ? (found, argument) : null;
    }
}
