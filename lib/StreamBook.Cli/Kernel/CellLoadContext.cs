using System.Reflection;
using System.Runtime.Loader;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// Loads cells and the libraries they reference, apart from the kernel's own: a library named by <c>#r</c> is loaded
/// from its own file even if the kernel came with a DLL of that name.
/// </summary>
internal sealed class CellLoadContext() : AssemblyLoadContext("cells")
{
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Assembly> _cells = [];
    private readonly Dictionary<string, string> _nativePaths = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _folders = [];

    /// <summary>Makes a DLL and those beside it known.</summary>
    public void Add(string path)
    {
        lock (_paths)
        {
            _paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            if (Path.GetDirectoryName(path) is { } folder && !_folders.Contains(folder))
                _folders.Add(folder);
        }
    }

    /// <summary>Where a DLL of that simple name was loaded from into cells.</summary>
    public static IEnumerable<string> Paths(string name) => All.OfType<CellLoadContext>().Select(context => context.Find(name)).OfType<string>().Distinct();

    /// <summary>Makes a native library known.</summary>
    public void AddNative(string path)
    {
        lock (_paths)
            _nativePaths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
    }

    /// <summary>The path of a known DLL by its simple name.</summary>
    public string? Find(string name)
    {
        lock (_paths)
            return _paths.GetValueOrDefault(name) ?? _folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
    }

    public Assembly LoadCell(string name, Stream image, Stream? symbols)
    {
        var assembly = LoadFromStream(image, symbols);
        lock (_paths)
            _cells[name] = assembly;
        return assembly;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        lock (_paths)
        {
            if (_cells.TryGetValue(name, out var cell))
                return cell;
        }

        // Null leaves it to the kernel's own context: the framework, which cells share with the kernel.
        if (CellReferences.FrameworkFile(name) is not null)
            return null;
        return Find(name) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var name = Path.GetFileNameWithoutExtension(unmanagedDllName);
        lock (_paths)
            return (_nativePaths.GetValueOrDefault(name) ?? _nativePaths.GetValueOrDefault("lib" + name)) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
