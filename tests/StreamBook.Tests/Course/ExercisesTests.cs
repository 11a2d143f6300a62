using System.Text.Json;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Document;
using StreamBook.Exercises;

namespace StreamBook.Tests;

/// <summary>The exercises of the book: they keep the rules, every solution passes, and no exercise does as it is given.</summary>
public sealed class ExercisesTests
{
    private static readonly Book _book = new(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../..")));

    public static TheoryData<string> Names => [.. ExerciseNotebook.All(_book).Select(notebook => notebook.Name)];

    public static IEnumerable<object[]> RulesOfNotebooks =>
        ExerciseNotebook.All(_book).SelectMany(notebook => ExerciseRules.OfNotebooks.Keys.Select(rule => new object[] { notebook.Name, rule }));

    public static IEnumerable<object[]> RulesOfTasks =>
        ExerciseTasks.All.SelectMany(task => ExerciseRules.OfTasks.Keys.Select(rule => new object[] { task.Id, rule }));

    [Theory, MemberData(nameof(RulesOfNotebooks))]
    public void Exercises_keep_the_rule(string name, string rule) =>
        ExerciseRules.OfNotebooks[rule](_book, Find(name)).ShouldBeEmpty($"{name}: {rule}");

    [Theory, MemberData(nameof(RulesOfTasks))]
    public void A_task_keeps_the_rule(string task, string rule) =>
        ExerciseRules.OfTasks[rule](_book, ExerciseTasks.Find(task), TaskAnswers.All.FirstOrDefault(answers => answers.Task == task)).ShouldBeEmpty($"{task}: {rule}");

    [Fact]
    public void Tasks_and_misconceptions_have_names_of_their_own() =>
        ExerciseTasks.All.Select(task => task.Id).Concat(ExerciseTasks.All.Select(task => task.Title)).ShouldBeUnique();

    [FullLane, Theory, MemberData(nameof(Names))]
    public async Task Every_solution_passes(string name) =>
        (await CheckAsync(Find(name).Solution, 0)).ShouldAllBe(result => result.Outcome == CheckOutcome.Passed);

    [FullLane, Theory, MemberData(nameof(Names))]
    public async Task No_exercise_passes_as_it_is_given_and_none_throws(string name)
    {
        var results = await CheckAsync(Find(name).Exercise, 1);

        results.ShouldAllBe(result => result.Outcome == CheckOutcome.NotYet);
        results.ShouldAllBe(result => result.Sentence.StartsWith("Not solved yet", StringComparison.Ordinal) || result.Sentence.StartsWith("Nothing is changed yet", StringComparison.Ordinal));
        (await BookProcess.RunAsync(_book.Root, "run", "--host", "processes", Find(name).Exercise)).ShouldExitWith(0);
    }

    [FullLane, Theory, MemberData(nameof(Names))]
    public async Task A_task_whose_cell_is_emptied_is_told_what_its_check_takes(string name)
    {
        using var copy = new CopiedNotebook(Find(name).Solution, cell => TaskCells.TaskOf(cell) is null ? cell : cell with { Source = $"// {cell.Source.ReplaceLineEndings("\n// ")}" });

        var results = await CheckAsync(copy.Path, 1);

        results.ShouldAllBe(result => result.Outcome == CheckOutcome.NotYet && result.Sentence.StartsWith("The check needs `", StringComparison.Ordinal));
    }

    [DotnetInteractiveFact]
    public async Task In_the_kernel_of_polyglot_notebooks_every_solution_passes_too()
    {
        string[] paths = [.. ExerciseNotebook.All(_book).Where(notebook => notebook.Number is "01" or "04" or "06").Select(notebook => notebook.Solution)];

        (await CheckAsync(paths, 0, "--kernel", DotnetInteractive.CommandLine)).ShouldAllBe(result => result.Outcome == CheckOutcome.Passed);
    }

    private static Task<CheckResult[]> CheckAsync(string path, int exitCode) => CheckAsync([path], exitCode);

    private static Task<CheckResult[]> CheckAsync(string[] paths, int exitCode, params string[] options) => CheckAsync(paths, exitCode, "processes", [], options);

    internal static async Task<CheckResult[]> CheckAsync(string[] paths, int exitCode, string host, (string Name, string Value)[] environment, params string[] options)
    {
        // A notebook elsewhere is not the learner's own: how far they came is left alone.
        using var copies = new CopiedNotebooks(paths);
        var result = (await BookProcess.RunAsync(_book.Root, environment, ["check", "--json", "--host", host, .. copies.Paths, .. options])).ShouldExitWith(exitCode);
        var results = JsonSerializer.Deserialize<CheckResult[]>(result.Output, JsonSerializerOptions.Web)!;
        results.Length.ShouldBe(paths.Sum(path => NotebookFile.Load(path).Notebook.Cells.Count(cell => TaskCells.TaskOf(cell) is not null)));
        return results;
    }

    private static ExerciseNotebook Find(string name) => ExerciseNotebook.All(_book).Single(notebook => notebook.Name == name);

    private sealed class CopiedNotebooks(string[] paths) : IDisposable
    {
        private readonly CopiedNotebook[] _copies = [.. paths.Select(path => new CopiedNotebook(path, cell => cell))];

        public IEnumerable<string> Paths => _copies.Select(copy => copy.Path);

        public void Dispose() => Array.ForEach(_copies, copy => copy.Dispose());
    }

    /// <summary>A notebook under a name that says nothing, in a folder that goes away.</summary>
    private sealed class CopiedNotebook : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streambook-test-");

        public CopiedNotebook(string path, Func<Cell, Cell> change)
        {
            Path = System.IO.Path.Combine(_folder.FullName, "Antworten von Zoë.ipynb");
            var notebook = NotebookFile.Load(path).Notebook;
            File.WriteAllText(Path, NotebookWriter.Write(notebook with { Cells = [.. notebook.Cells.Select(change)] }));
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
