using StreamBook.Cli.Commands;

namespace StreamBook.Cli.Document;

/// <summary>The workbook on the disk: the folder that holds notebooks/.</summary>
internal sealed record Book(string Root)
{
    public const string ExercisesFolder = "exercises", SolutionsFolder = "solutions";

    private static readonly string[] _folders = ["notebooks", ExercisesFolder, SolutionsFolder];

    /// <summary>Where `book` writes its pages unless told otherwise.</summary>
    public string Out => Path.Combine(Root, "out");

    /// <summary>The course, in the order of its names.</summary>
    public IReadOnlyList<string> Course => Below("notebooks");

    /// <summary>The exercises, solved as far as the learner came.</summary>
    public IReadOnlyList<string> Exercises => Below(ExercisesFolder);

    /// <summary>What the exercises are made from.</summary>
    public IReadOnlyList<string> Solutions => Below(SolutionsFolder);

    /// <summary>Where the learner's own copy of a notebook is, or will be, once they edit it in the page.</summary>
    /// <param name="name">Its path below the book without the ending, such as <c>exercises/06-nginx-recipe</c>.</param>
    public string CopyOf(string name) => Path.Combine(Root, ".streambook", name + ".ipynb");

    /// <summary>Every notebook of the book: course, exercises and solutions.</summary>
    public IReadOnlyList<string> All => [.. _folders.SelectMany(Below)];

    /// <summary>The book around a folder, or around the program; null if there is none.</summary>
    public static Book? Find(string folder) => Above(folder) ?? Above(AppContext.BaseDirectory);

    /// <summary>The book around the current folder, or around the program.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static Book Here() => Find(Directory.GetCurrentDirectory()) ?? throw new UsageException("There is no folder notebooks/ here or in a folder above.");

    /// <summary>The notebooks a person named, or those of the book around the current folder; all of them load, or none.</summary>
    /// <exception cref="UsageException">One cannot be used, or there is none.</exception>
    public static IReadOnlyList<NotebookFile> Notebooks(IReadOnlyList<string> named, Func<Book, IReadOnlyList<string>> otherwise)
    {
        if (named.Count > 0)
            return [.. named.DistinctBy(Path.GetFullPath).Select(NotebookFile.Load)];
        var current = Directory.GetCurrentDirectory();
        var book = Find(current) ?? throw new UsageException("There is no folder notebooks/ here or in a folder above; name the notebooks.");
        var files = otherwise(book).Select(path => NotebookFile.Load(Path.GetRelativePath(current, path))).ToArray();
        return files.Length > 0 ? files : throw new UsageException($"There is no notebook below {Path.Combine(book.Root, "notebooks")}.");
    }

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
