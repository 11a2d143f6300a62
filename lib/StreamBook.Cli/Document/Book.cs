namespace StreamBook.Cli;

/// <summary>The workbook on the disk: the folder that holds notebooks/.</summary>
internal sealed record Book(string Root)
{
    private static readonly string[] _folders = ["notebooks", "exercises", "solutions"];

    /// <summary>Where `book` writes its pages unless told otherwise.</summary>
    public string Out => Path.Combine(Root, "out");

    /// <summary>The course, in the order of its names.</summary>
    public IReadOnlyList<string> Course => Below("notebooks");

    /// <summary>Every notebook of the book: course, exercises and solutions.</summary>
    public IReadOnlyList<string> All => [.. _folders.SelectMany(Below)];

    /// <summary>The book around a folder, or around the program; null if there is none.</summary>
    public static Book? Find(string folder) => Above(folder) ?? Above(AppContext.BaseDirectory);

    private static Book? Above(string folder)
    {
        for (var candidate = new DirectoryInfo(folder); candidate is not null; candidate = candidate.Parent)
        {
            if (Directory.Exists(Path.Combine(candidate.FullName, "notebooks")))
                return new(candidate.FullName);
        }

        return null;
    }

    private IReadOnlyList<string> Below(string folder)
    {
        var path = Path.Combine(Root, folder);
        return !Directory.Exists(path) ? [] :
        [
            .. Directory.EnumerateFiles(path, "*.ipynb", SearchOption.AllDirectories)
                .Where(file => !file.Contains(".ipynb_checkpoints", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }
}
