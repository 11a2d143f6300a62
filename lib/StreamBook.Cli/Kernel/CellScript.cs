using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>The cells run so far as one C# script: each sees what those before it declared.</summary>
internal sealed class CellScript(CellReferences references, CellLoadContext loadContext)
{
    private const string PathPrefix = "cell ";
    private const string ClassPrefix = "Cell#";

    private static readonly CSharpParseOptions _parseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);
    private static readonly EmitOptions _emitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private static readonly ImmutableArray<string> _usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        CellGlobals.ClassName,
    ];

    // A package was compiled against an older version of a DLL than the one that is here: so it is meant, and no build warns of it.
    private static readonly Dictionary<string, ReportDiagnostic> _unified = new() { ["CS1701"] = ReportDiagnostic.Suppress, ["CS1702"] = ReportDiagnostic.Suppress };

    private CSharpCompilation? _last;
    private object?[] _states = new object?[16];
    private int _cellCount;

    public static bool IsCellPath(string path) => path.StartsWith(PathPrefix, StringComparison.Ordinal);

    public static bool IsCellClass(string name) => name.StartsWith(ClassPrefix, StringComparison.Ordinal);

    /// <summary>Parses a cell, without a look at what the cells before it declared.</summary>
    public SyntaxTree Parse(string code) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), _parseOptions, PathPrefix + NextNumber());

    /// <summary>What the compiler knows of code that stands after the cells so far, without compiling it to an end. From any thread.</summary>
    public SemanticModel Look(string code)
    {
        var cell = Parse(code);
        return Compilation(cell, ClassPrefix + NextNumber()).GetSemanticModel(cell);
    }

    /// <summary>Compiles a cell. With an error among the diagnostics there is nothing to run and nothing has changed.</summary>
    public CompiledCell Compile(SyntaxTree cell, CancellationToken cancellationToken)
    {
        // What the compiler makes of the rest of a cell that is no C# would only hide where it stopped being that.
        ImmutableArray<Diagnostic> misspelt = [.. cell.GetDiagnostics(cancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (misspelt.Length > 0)
            return new(misspelt, null, false);

        var name = ClassPrefix + NextNumber();
        var compilation = Compilation(cell, name);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(image, symbols, options: _emitOptions, cancellationToken: cancellationToken);
        ImmutableArray<Diagnostic> diagnostics = [.. emitted.Diagnostics.Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden)];
        if (diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return new(diagnostics, null, false);

        _last = compilation;
        _cellCount++;
        references.Keep(compilation.DirectiveReferences);
        if (!emitted.Success)
        {
            // Nothing but directives, usings or comments: there is no code to emit.
            return new(diagnostics, () => Task.FromResult<object?>(null), false);
        }

        image.Position = symbols.Position = 0;
        var entryPoint = compilation.GetEntryPoint(cancellationToken)!;
        var run = loadContext.LoadCell(name, image, symbols)
            .GetType(entryPoint.ContainingType.MetadataName)!
            .GetMethod(entryPoint.MetadataName)!
            .CreateDelegate<Func<object?[], Task<object?>>>();

        // Every cell keeps itself in the array, to be found by those after it; place 0 is not a cell's.
        if (_cellCount + 1 >= _states.Length)
            Array.Resize(ref _states, _states.Length * 2);
        return new(diagnostics, () => run(_states), HasValue(compilation, cell, cancellationToken));
    }

    private CSharpCompilation Compilation(SyntaxTree cell, string name)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: name,
            usings: _usings,
            allowUnsafe: true,
            concurrentBuild: false,
            specificDiagnosticOptions: _unified,
            sourceReferenceResolver: new SourceFileResolver([], Environment.CurrentDirectory),
            metadataReferenceResolver: references,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
        return CSharpCompilation.CreateScriptCompilation(name, cell, references.All, options, _last, typeof(object));
    }

    private string NextNumber() => (_cellCount + 1).ToString(CultureInfo.InvariantCulture);

    private static bool HasValue(CSharpCompilation compilation, SyntaxTree cell, CancellationToken cancellationToken) =>
        cell.GetCompilationUnitRoot(cancellationToken).Members.LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
        && compilation.GetSemanticModel(cell).GetTypeInfo(last.Expression, cancellationToken).Type?.SpecialType != SpecialType.System_Void;
}

/// <summary>A cell after the compiler.</summary>
/// <param name="Diagnostics">What the compiler says about it.</param>
/// <param name="Run">Runs it; null if it has errors.</param>
/// <param name="HasValue">Whether it ends with an expression without a semicolon.</param>
internal sealed record CompiledCell(ImmutableArray<Diagnostic> Diagnostics, Func<Task<object?>>? Run, bool HasValue);
