using System.Collections.Immutable;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>What cells compile against: most of the framework, <see cref="CellGlobals"/>, and what <c>#r</c> has named so far.</summary>
internal sealed class CellReferences : MetadataReferenceResolver
{
    private static readonly string _frameworkFolder = RuntimeEnvironment.GetRuntimeDirectory();

    // What .NET Interactive leaves out until a cell names it or a library needs it: what compiles here unnamed would not
    // compile there. Measured type by type on 1.0.712001 with .NET 10.0.12. It also leaves out Microsoft.VisualBasic.Core,
    // Microsoft.Win32.Registry, data annotations, access control and System.Reflection.TypeExtensions, to which facades lead here.
    private static readonly ImmutableHashSet<string> _onlyWhenNamed =
    [
        "System.Formats.Tar", "System.Linq.AsyncEnumerable", "System.Net.Http.Json", "System.Net.ServerSentEvents",
        "System.Runtime.InteropServices.JavaScript", "System.Threading.Tasks.Dataflow",
    ];

    private readonly CellLoadContext _loadContext;
    private readonly Dictionary<string, PortableExecutableReference> _byPath = [];
    private readonly Dictionary<string, PortableExecutableReference> _packagesByName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _packageDirectives = [];

    public CellReferences(CellLoadContext loadContext)
    {
        _loadContext = loadContext;
        All = [.. FrameworkFiles().Where(path => !_onlyWhenNamed.Contains(Path.GetFileNameWithoutExtension(path))).Select(Framework)];
    }

    /// <summary>The references of the next cell.</summary>
    public ImmutableArray<PortableExecutableReference> All { get; private set; }

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The framework's own DLL of that simple name, if it has one: it is never replaced.</summary>
    public static string? FrameworkFile(string name) => Existing(Path.Combine(_frameworkFolder, name + ".dll"));

    /// <summary>Keeps the references that a cell's directives named, for the cells after it.</summary>
    public void Keep(IEnumerable<MetadataReference> references) => All = [.. All.Union(references.OfType<PortableExecutableReference>())];

    /// <summary>Makes packages known. Of a DLL that is known already, the first version stays: it may be loaded.</summary>
    public void AddPackages(IEnumerable<PackageRequest> requests, PackageAssets assets)
    {
        foreach (var path in assets.Runtime)
            _loadContext.Add(path);
        foreach (var path in assets.Native)
            _loadContext.AddNative(path);
        foreach (var path in assets.Compile)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (FrameworkFile(name) is null)
                _packagesByName.TryAdd(name, MetadataReference.CreateFromFile(path));
        }

        Keep(_packagesByName.Values);
        _packageDirectives.UnionWith(requests.Select(request => request.Directive));
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        // The compiler wants exactly one answer, where a package has any number of DLLs: they are references already.
        if (_packageDirectives.Contains(reference))
            return [All[0]];
        if (Existing(Path.GetFullPath(reference)) is { } path)
            return [Reference(path)];
        return FrameworkFile(reference) is { } file ? [Framework(file)] : [];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        FrameworkFile(referenceIdentity.Name) is { } file ? Framework(file)
        : _packagesByName.GetValueOrDefault(referenceIdentity.Name)
            ?? (_loadContext.Find(referenceIdentity.Name) is { } path ? Reference(path) : null);

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 0;

    private PortableExecutableReference Reference(string path)
    {
        // Questions about code are answered while a cell is being compiled.
        lock (_byPath)
        {
            if (!_byPath.TryGetValue(path, out var reference))
            {
                _byPath[path] = reference = MetadataReference.CreateFromFile(path);
                _loadContext.Add(path);
            }

            return reference;
        }
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;

    private static IEnumerable<string> FrameworkFiles() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => path.StartsWith(_frameworkFolder, StringComparison.OrdinalIgnoreCase));

    // Maps the file instead of reading it: a cell touches little of the framework's metadata.
    private PortableExecutableReference Framework(string path)
    {
        lock (_byPath)
        {
            if (!_byPath.TryGetValue(path, out var reference))
                _byPath[path] = reference = AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.Default)).GetReference(filePath: path);
            return reference;
        }
    }
}
