using System.CommandLine;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;
using StreamBook.Exercises;

namespace StreamBook.Cli.Commands;

/// <summary>`book hint`: the next hint for a task, counted together with those of the page.</summary>
internal static class HintCommand
{
    public static Command Create()
    {
        var task = new Argument<string>("TASK") { Description = "The task's ID, such as 06.3." };
        task.Validators.Add(CommandLine.CheckNames);
        var command = new Command("hint", "Gives a hint for a task, one more each time; the last is the idea of the solution.") { task };
        command.SetAction(parsed => Run(parsed.GetValue(task)!));
        return CommandLine.WithExamples(command, "book hint 06.3");
    }

    private static int Run(string written)
    {
        var task = CheckTarget.TaskOf(written);
        var id = task.Id;
        var record = LearnerRecord.Of(Book.Here());
        if (record.HintCount(id) < task.Hints.Length)
            Writing.To(".streambook/record.json", () => record.AddHint(id));
        var number = Math.Min(record.HintCount(id), task.Hints.Length);
        Console.Out.WriteLine(PlainText.Of(new Hint(id, number, task.Hints.Length, task.Hints[number - 1]).ToString()));
        return CommandLine.Ok;
    }
}
