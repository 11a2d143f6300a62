namespace StreamBook.Programs;

/// <summary>The dotnet that runs us, and the SDK that stands beside it.</summary>
internal static class DotnetProgram
{
    /// <summary>The folder that holds the host, the SDKs and the frameworks.</summary>
    // …/shared/Microsoft.NETCore.App/10.0.0/System.Private.CoreLib.dll -> …
    private static readonly string _root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    /// <summary>The host that runs us: it fits what we have built. PATH may know an older one, or none.</summary>
    public static string Host
    {
        get
        {
            var host = Path.Combine(_root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            return File.Exists(host) ? host : "dotnet";
        }
    }

    /// <summary>The C# compiler of the newest SDK for our framework; null where there is none.</summary>
    public static string? Compiler => Newest("sdk", Path.Combine("Roslyn", "bincore", "csc.dll"));

    /// <summary>The folder with the reference assemblies of a framework, such as <c>Microsoft.AspNetCore.App</c>; null where they are not installed.</summary>
    public static string? References(string framework) => Newest(Path.Combine("packs", $"{framework}.Ref"), Path.Combine("ref", $"net{Environment.Version.ToString(2)}"));

    private static string? Newest(string folder, string within)
    {
        var all = Path.Combine(_root, folder);
        if (!Directory.Exists(all))
            return null;
        return Directory.GetDirectories(all)
            .Select(version => (Version: VersionOf(version), Path: Path.Combine(version, within)))
            .Where(found => found.Version?.Major == Environment.Version.Major && Path.Exists(found.Path))
            .OrderByDescending(found => found.Version).FirstOrDefault().Path;
    }

    private static Version? VersionOf(string folder) => Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var version) ? version : null;
}
