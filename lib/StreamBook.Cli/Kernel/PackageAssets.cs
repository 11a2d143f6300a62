using System.Collections.Immutable;
using System.Text.Json;

namespace StreamBook.Cli.Kernel;

/// <summary>What a restored set of packages has for this machine, from the assets file of the restore.</summary>
/// <param name="Packages">The packages with the versions that were chosen, as <c>Id/Version</c>.</param>
/// <param name="Compile">The DLLs to compile against.</param>
/// <param name="Runtime">The DLLs to load.</param>
/// <param name="Native">The native libraries.</param>
internal sealed record PackageAssets(ImmutableArray<string> Packages, ImmutableArray<string> Compile, ImmutableArray<string> Runtime, ImmutableArray<string> Native)
{
    /// <summary>False once the user has cleared the packages folder.</summary>
    public bool AreThere => Compile.Concat(Runtime).Concat(Native).All(File.Exists);

    public static PackageAssets Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        var libraries = root.GetProperty("libraries");

        // One target for the framework, one for the framework on this machine: the latter has the longer name.
        var target = root.GetProperty("targets").EnumerateObject().MaxBy(target => target.Name.Length).Value;
        var packages = target.EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "package").ToArray();
        return new([.. packages.Select(package => package.Name)], Files("compile"), Files("runtime"), Files("native"));

        ImmutableArray<string> Files(string kind) =>
        [
            .. from package in packages
               where package.Value.TryGetProperty(kind, out _)
               from file in package.Value.GetProperty(kind).EnumerateObject()
               where !file.Name.EndsWith("/_._", StringComparison.Ordinal)
               select Locate(libraries.GetProperty(package.Name).GetProperty("path").GetString()!, file.Name),
        ];

        string Locate(string package, string file)
        {
            var candidates = folders.Select(folder => Path.GetFullPath(Path.Combine(folder, package, file))).ToArray();
            return candidates.FirstOrDefault(File.Exists) ?? candidates[0];
        }
    }
}
