namespace StreamBook.Cli.Commands;

/// <summary>Files that a run writes at its end: whether they can be written is better known before it begins.</summary>
internal static class ResultFile
{
    /// <summary>Checks that a file can be written, and leaves it as it was.</summary>
    /// <param name="path">Its path, or that of the folder it will be in.</param>
    /// <param name="name">Its name in that folder; null if <paramref name="path"/> names it.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void Require(string path, string? name = null) => Writing(path, () =>
    {
        var file = Path.GetFullPath(name is null ? path : Path.Combine(path, name));
        if (Directory.Exists(file))
            throw new IOException($"{(name is null ? "it" : name)} is a folder.");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var isNew = !File.Exists(file);
        File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        if (isNew)
            File.Delete(file);
    });

    /// <summary>Writes a file.</summary>
    /// <param name="path">What a person called it.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void Writing(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be written: {e.Message}", e);
        }
    }
}
