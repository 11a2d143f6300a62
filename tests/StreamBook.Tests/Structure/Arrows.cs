using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StreamBook.Tests;

/// <summary>A place in one room that names a type or member of another. A room is a folder directly below the library's.</summary>
internal sealed record Arrow(string From, string To, string Place, string Names)
{
    public override string ToString() => $"{From} → {To}: {Place} names {Names}";
}

/// <summary>Reads the arrows between rooms as the compiler resolves them, since one <c>using</c> more or less proves nothing for public types.</summary>
internal static class Arrows
{
    private static readonly MetadataReference[] _framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "Microsoft.Win32.Primitives.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // What the SDK gives every file of the library.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    /// <param name="sources">Path below the library's folder, and text.</param>
    public static Arrow[] Of(IEnumerable<(string Path, string Text)> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.Path)).ToArray();
        var compilation = CSharpCompilation.Create("rooms", trees.Append(CSharpSyntaxTree.ParseText(ImplicitUsings, options)), _framework, new(OutputKind.DynamicallyLinkedLibrary));
        return [.. trees.SelectMany(tree => In(tree, compilation)).Distinct()];
    }

    private static IEnumerable<Arrow> In(SyntaxTree tree, CSharpCompilation compilation)
    {
        var model = compilation.GetSemanticModel(tree);
        var room = Room(tree.FilePath);
        return
            from name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            let symbol = model.GetSymbolInfo(name).Symbol
            where symbol is not (null or INamespaceSymbol or IAliasSymbol)
            from declared in symbol.OriginalDefinition.DeclaringSyntaxReferences
            let to = Room(declared.SyntaxTree.FilePath)
            where to != room
            select new Arrow(room, to, Path.GetFileName(tree.FilePath), symbol.ContainingType is { } type && symbol is not INamedTypeSymbol ? $"{type.Name}.{symbol.Name}" : symbol.Name);
    }

    private static string Room(string path) => path.Split('/')[0];
}
