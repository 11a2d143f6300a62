namespace StreamBook.Programs;

/// <summary>The other projects as they were built beside this library.</summary>
internal static class BuiltProject
{
    /// <summary>The full path of a project's assembly; null when it was not built.</summary>
    // …/artifacts/bin/<any project>/release/StreamBook.dll -> …/artifacts/bin/<project>/release/<project>.dll
    public static string? Find(string project)
    {
        var folder = Path.GetDirectoryName(typeof(BuiltProject).Assembly.Location)!;
        var path = Path.GetFullPath(Path.Combine(folder, "..", "..", project, Path.GetFileName(folder), $"{project}.dll"));
        return File.Exists(path) ? path : null;
    }
}
