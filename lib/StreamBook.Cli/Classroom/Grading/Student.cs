using System.Collections.Immutable;
using StreamBook.Cli.Commands;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>One of a class, and what was handed in under their name.</summary>
/// <param name="Name">The name of the folder, or of the file without its ending.</param>
/// <param name="Paths">Folders, notebooks and zips.</param>
internal sealed record Student(string Name, ImmutableArray<string> Paths)
{
    /// <summary>The students of a folder: each folder, notebook or zip in it is one; a folder and a zip of one name belong together.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The students by name, and a sentence for each thing that is nobody's.</returns>
    /// <exception cref="UsageException">There is no such folder, or nobody in it.</exception>
    public static (IReadOnlyList<Student> Students, IReadOnlyList<string> Left) Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UsageException($"{folder}: no such folder. It is to hold a folder, a notebook or a zip for each student.");
        var (found, left) = (new List<FileSystemInfo>(), new List<string>());
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => !SubmittedFile.IsOfASystem(entry.Name)).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.LinkTarget is not null)
                left.Add($"{Harmless.Line(entry.Name)}: a link, which is not followed.");
            else if (entry is DirectoryInfo || SubmittedFile.IsNotebook(entry.Name) || SubmittedFile.IsZip(entry.Name))
                found.Add(entry);
            else
                left.Add($"{Harmless.Line(entry.Name)}: neither a folder nor a notebook nor a zip.");
        }

        var students = found.GroupBy(NameOf).Select(student => new Student(student.Key, [.. student.Select(entry => entry.FullName)])).OrderBy(student => student.Name, StringComparer.Ordinal).ToArray();
        return students.Length > 0 ? (students, left) : throw new UsageException($"{folder}: nobody's work is in it. It is to hold a folder, a notebook or a zip for each student.");
    }

    private static string NameOf(FileSystemInfo entry) =>
        entry is DirectoryInfo ? entry.Name.Trim() : Path.GetFileNameWithoutExtension(entry.Name).Trim();
}
