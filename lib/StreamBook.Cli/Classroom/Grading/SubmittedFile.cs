using System.IO.Compression;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>
/// A notebook that was handed in, read into memory: nothing is unpacked to the disk, so the names in a zip lead nowhere.
/// </summary>
/// <param name="Name">What to call it.</param>
/// <param name="Written">When it was last written, as its folder or zip says.</param>
/// <param name="Content">Its bytes; null where it could not be read.</param>
/// <param name="Problem">Why not.</param>
internal sealed record SubmittedFile(string Name, DateTime Written, byte[]? Content, string? Problem = null)
{
    private const int MostBytes = 10 << 20, MostFiles = 100, MostDepth = 8;

    public static bool IsNotebook(string name) => name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase);

    public static bool IsZip(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>What systems and editors put beside people's files.</summary>
    public static bool IsOfASystem(string name) => (name.StartsWith('.') && name is not ("." or "..")) || name is "__MACOSX" or "desktop.ini" or "Thumbs.db";

    /// <summary>The notebooks of a student, and what there is to say of all else.</summary>
    public static IReadOnlyList<SubmittedFile> Of(Student student)
    {
        var files = student.Paths.SelectMany(path => Below(path, Path.GetFileName(path), 0)).Take(MostFiles + 1).ToList();
        if (files.Count > MostFiles)
            files[MostFiles] = Broken("", $"There are more than {MostFiles} files; the rest was not looked at.");
        return files;
    }

    private static IEnumerable<SubmittedFile> Below(string path, string name, int depth)
    {
        FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        if (entry.LinkTarget is not null)
            return [Broken(name, "a link, which is not followed.")];
        if (entry is FileInfo file)
            return IsZip(name) ? Zipped(file, name) : IsNotebook(name) ? [Read(name, file.LastWriteTime, file.Length, file.OpenRead)] : [];
        if (depth == MostDepth)
            return [Broken(name, "too deep in folders.")];
        return Try(name, () => ((DirectoryInfo)entry).GetFileSystemInfos()) switch
        {
            (var problem, null) => [problem!],
            (_, var entries) => entries.Where(below => !IsOfASystem(below.Name)).OrderBy(below => below.Name, StringComparer.Ordinal)
                .SelectMany(below => Below(below.FullName, $"{name}/{below.Name}", depth + 1)),
        };
    }

    private static List<SubmittedFile> Zipped(FileInfo file, string name)
    {
        var files = new List<SubmittedFile>();
        var (problem, _) = Try(name, () =>
        {
            using var zip = new ZipArchive(file.OpenRead(), ZipArchiveMode.Read);
            foreach (var entry in zip.Entries.Where(entry => !entry.FullName.Split('/', '\\').Any(IsOfASystem)))
            {
                var inside = $"{name}/{entry.FullName}";
                if (IsZip(entry.Name))
                    files.Add(Broken(inside, "a zip in a zip, which is not opened."));
                else if (IsNotebook(entry.Name))
                    files.Add(Read(inside, entry.LastWriteTime.DateTime, entry.Length, entry.Open));
                if (files.Count > MostFiles)
                    break;
            }

            return files;
        });
        return problem is null ? files : [.. files, problem];
    }

    // What is said of a length is not believed: of a zip it is the packer's word, and of a pipe, which never ends, 0.
    private static SubmittedFile Read(string name, DateTime written, long length, Func<Stream> open)
    {
        if (length is 0 or > MostBytes)
            return Broken(name, length == 0 ? "an empty file." : $"larger than {MostBytes >> 20} MiB.");
        var (problem, content) = Try(name, () =>
        {
            using var stream = open();
            var bytes = new byte[length + 1];
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count <= length ? bytes[..count] : throw new InvalidDataException("it is longer than it says.");
        });
        return problem ?? new(Harmless.Line(name), written, content);
    }

    private static (SubmittedFile? Problem, T? Found) Try<T>(string name, Func<T> read)
        where T : class
    {
        try
        {
            return (null, read());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            return (Broken(name, $"cannot be read: {e.Message}"), null);
        }
    }

    private static SubmittedFile Broken(string name, string problem) => new(Harmless.Line(name), default, null, problem);
}
