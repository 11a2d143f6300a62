using System.Text.RegularExpressions;
using StreamBook.Cli.Commands;
using StreamBook.Cli.Document;
using StreamBook.Cli.Inspect;
using StreamBook.Exercises;

namespace StreamBook.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string _root = Book.Find(AppContext.BaseDirectory)!.Root;

    private static readonly string _readme = File.ReadAllText(Path.Combine(_root, "README.md"));

    private static readonly Dictionary<int, string> _numbers = new() { [10] = "ten", [11] = "eleven", [12] = "twelve", [13] = "thirteen" };

    [Fact]
    public void It_names_each_notebook_of_the_course() =>
        Directory.EnumerateFiles(Path.Combine(_root, "notebooks"), "??-*.ipynb").Select(Path.GetFileName)
            .Where(name => !_readme.Contains($"](notebooks/{name})", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void It_counts_the_tasks() =>
        _readme.ShouldContain($"There are {ExerciseTasks.All.Length} tasks, for {ExerciseTasks.All[0].Notebook} to {ExerciseTasks.All[^1].Notebook}.");

    [Fact]
    public void It_counts_the_streams_of_the_suite() =>
        _readme.ShouldContain($"# {_numbers[SuiteStream.All(TimeSpan.FromSeconds(1)).Length]} streams through them");

    [Fact]
    public void The_commands_that_it_shows_are_there()
    {
        var commands = CommandLine.Root().Subcommands.Select(command => command.Name).Append("test").ToHashSet();
        Shown().Matches(_readme).Select(match => match.Groups[1].Value).Distinct().Where(name => !commands.Contains(name)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"(?:\./book|`book) ([a-z]+)")]
    private static partial Regex Shown();
}
