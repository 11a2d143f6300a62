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
        var kept = new List<string>();
        foreach (var (path, text) in made)
        {
            if (File.Exists(path) && File.ReadAllText(path) == text)
                continue;
            var shown = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
            if (!force && File.Exists(path) && Answered(path, text) is { Length: > 0 } answered)
            {
                kept.Add($"{shown}: left as it is, for it holds answers to {string.Join(", ", answered)}.");
                continue;
            }

            Writing.Text(path, text);
            Console.Out.WriteLine($"{shown} written.");
        }

        return kept.Count == 0 ? CommandLine.Ok
            : throw new UsageException($"{string.Join('\n', kept)}\n`book exercises --force` replaces answers, all of them; `book reset 06.3` one, and keeps it.");
    }

    private static string[] Answered(string path, string text)
    {
        var made = TaskCells.Parts(NotebookReader.Read(text, path));
        return [.. TaskCells.Parts(NotebookFile.Load(path).Notebook).Where(part => made.TryGetValue(part.Key, out var stub) && stub.Source != part.Value.Source).Select(part => part.Key)];
    }
}
