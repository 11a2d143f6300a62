using System.CommandLine;
using Spectre.Console;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;
using StreamBook.Exercises;

namespace StreamBook.Cli.Commands;

/// <summary>`book status`: every task as a map, and what is next.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", "Shows every task as a map, and what is next. `book check` brings it up to date.");
        command.SetAction(_ => Run());
        return CommandLine.WithExamples(command, "book status");
    }

    private static int Run()
    {
        var book = Book.Here();
        var progress = LearnerProgress.Of(book);
        var states = ExerciseNotebook.All(book).Select(notebook => StatesOf(book, notebook, progress)).ToArray();
        foreach (var (name, fault, tasks) in states)
        {
            if (fault is not null)
            {
                Screen.Console.MarkupLine($"{name.EscapeMarkup()}  [red]{fault.EscapeMarkup()}[/]");
                continue;
            }

            Screen.Console.MarkupLine($"{name.EscapeMarkup()}  {tasks.Count(task => task.State is TaskState.Passed)} of {tasks.Length}");
            foreach (var (task, state) in tasks)
                Screen.Console.MarkupLine($"  {Mark(state)} {task.Id} {task.Title.EscapeMarkup()}");
        }

        var next = states.SelectMany(notebook => notebook.Tasks).FirstOrDefault(task => task.State is not TaskState.Passed);
        if (next.Task is not null || states.All(state => state.Fault is null))
            Console.Out.WriteLine(next.Task is null ? "\nAll solved." : $"\nNext: {next.Task.Id} {next.Task.Title}. `book watch {next.Task.Notebook}` checks it each time you save.");
        return states.All(state => state.Fault is null) ? CommandLine.Ok : CommandLine.Usage;
    }

    /// <summary>One notebook that is gone or broken hides none of the others.</summary>
    private static (string Name, string? Fault, (ExerciseTask Task, TaskState State)[] Tasks) StatesOf(Book book, ExerciseNotebook notebook, LearnerProgress progress)
    {
        try
        {
            return (notebook.Name, null, States(CheckTarget.Find(book, [notebook.Number])[0], progress));
        }
        catch (UsageException e)
        {
            return (notebook.Name, e.Message, []);
        }
    }

    private static (ExerciseTask Task, TaskState State)[] States(CheckTarget target, LearnerProgress progress)
    {
        var parts = TaskCells.Parts(target.Answers.Notebook);
        return
        [
            .. target.Tasks.Select(ExerciseTasks.Find).Select(task => (task, progress[task.Id] switch
            {
                null => TaskState.NotTried,
                var known when parts.GetValueOrDefault(task.Id) is { } part && LearnerProgress.HashOf(part.Source) != known.Part => TaskState.Changed,
                { Outcome: CheckOutcome.Passed } => TaskState.Passed,
                _ => TaskState.NotYet,
            })),
        ];
    }

    private static string Mark(TaskState state) => state switch
    {
        TaskState.Passed => "[green]✓ passed [/]",
        TaskState.NotYet => "[yellow]◌ not yet[/]",
        TaskState.Changed => "[yellow]~ changed[/]",
        _ => "[grey]· open   [/]",
    };

    private enum TaskState
    {
        NotTried,

        /// <summary>Checked and not solved.</summary>
        NotYet,

        /// <summary>Another answer than the one that was checked.</summary>
        Changed,
        Passed,
    }
}
