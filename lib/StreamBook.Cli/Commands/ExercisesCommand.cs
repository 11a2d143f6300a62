using System.CommandLine;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Commands;

/// <summary>`book exercises`: makes the exercise notebooks from the solutions.</summary>
internal static class ExercisesCommand
{
    public static Command Create()
    {
        var force = new Option<bool>("--force") { Description = "Also replace answers." };
        var command = new Command("exercises", "Makes the notebooks in exercises/ from those in solutions/. Answers in them are kept unless told.") { force };
        command.SetAction(parsed => Run(parsed.GetValue(force)));
        return CommandLine.WithExamples(command, "book exercises", "book exercises --force");
    }

    private static int Run(bool force)
    {
        var all = ExerciseNotebook.All(Book.Here());
        // All of them load, or none is written.
        var made = all.Select(notebook => (notebook.Exercise, Text: NotebookWriter.Write(notebook.Make()))).ToArray();
        foreach (var (path, text) in made)
        {
            if (File.Exists(path) && File.ReadAllText(path) == text)
                continue;
            var shown = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
            if (!force && File.Exists(path) && Answered(path, text) is { Length: > 0 } answered)
                throw new UsageException($"{shown}: its cells for {string.Join(", ", answered)} differ from what would stand there. `book exercises --force` replaces them.");
            Writing.Text(path, text);
            Console.Out.WriteLine($"{shown} written.");
        }

        return CommandLine.Ok;
    }

    private static string[] Answered(string path, string text)
    {
        var made = TaskCells.Parts(NotebookReader.Read(text, path));
        return [.. TaskCells.Parts(NotebookFile.Load(path).Notebook).Where(part => made.TryGetValue(part.Key, out var stub) && stub.Source != part.Value.Source).Select(part => part.Key)];
    }
}
