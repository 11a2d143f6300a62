using System.CommandLine;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Commands;

/// <summary>`book reset`: a task as it was given, with the old answer below it.</summary>
internal static class ResetCommand
{
    public static Command Create()
    {
        var task = new Argument<string>("TASK") { Description = "The task's ID, such as 06.3." };
        task.Validators.Add(CommandLine.CheckNames);
        var command = new Command("reset", "Puts a task back as it was given. Your answer is kept in a cell below it.") { task };
        command.SetAction(parsed => Run(parsed.GetValue(task)!));
        return CommandLine.WithExamples(command, "book reset 06.3");
    }

    private static int Run(string task)
    {
        task = CheckTarget.TaskOf(task).Id;
        var book = Book.Here();
        var target = CheckTarget.Find(book, [task])[0];
        var made = target.Notebook.Make();
        var stub = made.Cells.First(cell => TaskCells.TaskOf(cell) == task);
        if (!TaskCells.Parts(target.Answers.Notebook).TryGetValue(task, out var old))
            Save(target, Restored(target.Answers.Notebook, made, stub), $"{task} is back in {target.Answers.Path}.");
        else if (old.Source == stub.Source)
            Console.Out.WriteLine($"{task} is as it was given.");
        else
            Save(target, WithOld(target.Answers.Notebook, old, stub), $"{task} is as it was given. Your answer stands below it in {target.Answers.Path}.");
        var progress = LearnerProgress.Of(book);
        progress.Forget(task);
        Writing.To(".streambook/progress.json", progress.Save);
        return CommandLine.Ok;
    }

    private static void Save(CheckTarget target, Notebook notebook, string sentence)
    {
        Writing.Text(target.Answers.Path, NotebookWriter.Write(notebook));
        Console.Out.WriteLine(sentence);
    }

    private static Notebook WithOld(Notebook notebook, Cell old, Cell stub)
    {
        var number = 1;
        while (notebook.Cells.Any(cell => cell.Id == OldId(number)))
            number++;
        // In text, so that it is not run: it may declare what the answer declares.
        var kept = new Cell(CellKind.Markdown, OldId(number), $"Your answer before it was put back:\n\n```csharp\n{old.Source}\n```");
        var place = notebook.Cells.IndexOf(old);
        return notebook with { Cells = notebook.Cells.SetItem(place, old with { Source = stub.Source }).Insert(place + 1, kept) };

        string OldId(int count) => $"{stub.Id}-old-{count}";
    }

    /// <summary>Puts the cell behind the one that it follows in the exercise; at the end where that is gone too.</summary>
    private static Notebook Restored(Notebook notebook, Notebook made, Cell stub)
    {
        var before = made.Cells.TakeWhile(cell => cell.Id != stub.Id).Reverse().Select(cell => notebook.Cells.Select(own => own.Id).ToList().IndexOf(cell.Id)).FirstOrDefault(index => index >= 0, notebook.Cells.Length - 1);
        return notebook with { Cells = notebook.Cells.Insert(before + 1, stub) };
    }
}
