using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StreamBook.Cli.Kernel;

/// <summary>What can stand at a place.</summary>
/// <param name="Name">What is written.</param>
/// <param name="Kind">What it is, in the words of .NET Interactive.</param>
/// <param name="Signature">What it is in C#.</param>
internal sealed record Completion(string Name, string Kind, string Signature);

/// <summary>Finds what can stand at a place: after a dot the members, elsewhere what is in scope and the keywords.</summary>
internal static class LanguageCompletions
{
    private static readonly string[] _keywords =
    [
        .. SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText),
        "async", "await", "record", "var", "when", "where", "yield", "nameof", "with", "required", "init",
    ];

    public static IEnumerable<Completion> At(SemanticModel model, int position)
    {
        var text = model.SyntaxTree.GetText();
        var start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[start - 1]))
            start--;
        var root = model.SyntaxTree.GetRoot();
        var before = start == 0 ? default : root.FindToken(start - 1, findInsideTrivia: true);
        if (IsInText(root, position))
            return [];
        if (before.IsKind(SyntaxKind.DotToken) && before.Parent is { } access)
            return Named(Members(model, access, position));
        if (start == position && before.IsKind(SyntaxKind.NumericLiteralToken))
            return [];
        var first = start < position ? text[start].ToString() : "";
        var symbols = model.LookupSymbols(position).Where(symbol => symbol.Name.StartsWith(first, StringComparison.OrdinalIgnoreCase));
        var keywords = _keywords.Where(keyword => keyword.StartsWith(first, StringComparison.OrdinalIgnoreCase)).Select(keyword => new Completion(keyword, "Keyword", ""));
        return Named(symbols).Concat(keywords);
    }

    private static IEnumerable<ISymbol> Members(SemanticModel model, SyntaxNode access, int position)
    {
        var left = access switch
        {
            MemberAccessExpressionSyntax member => member.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
            _ => null,
        };
        if (left is null)
            return [];
        switch (model.GetSymbolInfo(left).Symbol)
        {
            case INamespaceSymbol space:
                return model.LookupNamespacesAndTypes(position, space);
            case ITypeSymbol type:
                return model.LookupStaticMembers(position, type).Concat(model.LookupNamespacesAndTypes(position, type));
            default:
                return model.GetTypeInfo(left).Type is not { TypeKind: not TypeKind.Error } value ? []
                    : model.LookupSymbols(position, value, includeReducedExtensionMethods: true).Where(symbol => !symbol.IsStatic && symbol is not INamedTypeSymbol);
        }
    }

    private static IEnumerable<Completion> Named(IEnumerable<ISymbol> symbols) => symbols
        .Where(symbol => symbol.CanBeReferencedByName && !symbol.IsImplicitlyDeclared && !CellScript.IsCellClass(symbol.Name))
        .GroupBy(symbol => symbol.Name)
        .Select(group => new Completion(group.Key, Kind(group.First()), Signature([.. group])))
        .OrderBy(completion => completion.Name, StringComparer.OrdinalIgnoreCase);

    private static string Signature(ISymbol[] overloads) =>
        LanguageSymbols.Describe(overloads[0]) + (overloads.Length > 1 ? $" (+ {overloads.Length - 1} more)" : "");

    private static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "Method",
        IPropertySymbol => "Property",
        IEventSymbol => "Event",
        IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "EnumMember",
        IFieldSymbol => "Field",
        INamespaceSymbol => "Module",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } => "Interface",
        INamedTypeSymbol { TypeKind: TypeKind.Enum } => "Enum",
        INamedTypeSymbol { TypeKind: TypeKind.Struct } => "Struct",
        ITypeSymbol => "Class",
        _ => "Variable",
    };

    private static bool IsInText(SyntaxNode root, int position)
    {
        if (position > 0 && root.FindTrivia(position - 1) is var trivia && (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)))
            return true;
        var token = root.FindToken(Math.Max(0, position - 1));
        return position > token.SpanStart && position < token.Span.End
            && (token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.CharacterLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken));
    }
}
