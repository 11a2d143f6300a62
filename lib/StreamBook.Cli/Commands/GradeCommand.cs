using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using StreamBook.Cli.Classroom;
using StreamBook.Cli.Classroom.Grading;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Commands;

/// <summary>`book grade`: grades what a class handed in.</summary>
internal static class GradeCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder with a folder, a notebook or a zip for each student." };
        var names = new Argument<string[]>("WHAT") { Description = "Numbers of notebooks (06) or of tasks (06.3); none means all of each notebook that somebody handed in.", Arity = ArgumentArity.ZeroOrMore };
        names.Validators.Add(CommandLine.CheckNames);
        var output = new Option<string?>("--out") { Description = "Where the grades go; FOLDER-grades unless told.", HelpName = "DIR" };
        var jobs = new Option<int>("--jobs") { Description = "How many submissions run at once; one for each processor unless told.", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        var minutes = new Option<double>("--minutes") { Description = "How long one submission may take.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var unisolated = new Option<bool>("--unisolated") { Description = "Run the submissions as programs of yours, with all that you may do: read your files, use your network." };
        jobs.Validators.Add(result => Refuse(result.GetValueOrDefault<int>() is < 1 or > 64, "--jobs: between 1 and 64.", result.AddError));
        minutes.Validators.Add(result => Refuse(result.GetValueOrDefault<double>() is not (>= 0.1 and <= 600), "--minutes: between 0.1 and 600.", result.AddError));
        CommandLine.RefuseEmpty(output, "--out: the name of a folder.");
        var command = new Command("grade", "Grades what a class handed in: each answer in a container without network, by the checks of the book. What was graded before is kept.") { folder, names, output, jobs, minutes, unisolated };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new(parsed.GetValue(folder)!, parsed.GetValue(names)!, parsed.GetValue(output), parsed.GetValue(jobs), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(unisolated)), cancellationToken));
        return CommandLine.WithExamples(command, "book grade submissions", "book grade submissions 06 01.1 --out grades");
    }

    private static void Refuse(bool isWrong, string sentence, Action<string> addError)
    {
        if (isWrong)
            addError(sentence);
    }

    private static async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Folder));
        var output = Path.GetFullPath(request.Output ?? folder + "-grades");
        if ((output + Path.DirectorySeparatorChar).StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new UsageException($"{output}: the grades cannot go among the submissions. `--out` names another folder.");
        var (students, left) = Student.Find(folder);
        var all = GradedNotebook.All(Book.Here());
        SubmittedAnswers[] submitted = [.. students.Select(student => SubmittedAnswers.Read(student, all))];
        var notebooks = GradedNotebook.Chosen(all, [.. request.Names.Select(CheckTarget.NumberOf)], submitted);
        if (notebooks.Count == 0)
            throw new UsageException($"{request.Folder}: no notebook in it answers a task. {string.Join(" ", submitted.SelectMany(answers => answers.Remarks).Take(3))}");
        foreach (var sentence in left)
            Console.Out.WriteLine(sentence);

        await using var room = request.IsUnisolated ? null : await OpenAsync(cancellationToken);
        ResultFile.Require(output, "grades.csv");
        if (room is null)
        {
            await Console.Error.WriteLineAsync("Unisolated: the submissions run as programs of yours.");
            Environment.SetEnvironmentVariable("DOTNET_GCHeapHardLimit", CheckCommand.HeapLimit);
        }

        var grades = await GradeAsync(submitted, new(notebooks, room, request.Limit), new(output), request.JobCount, cancellationToken);
        new GradesFolder(output).Write(grades);
        GradeReport.Write(grades, notebooks);
        Console.Out.WriteLine($"\n{Path.GetRelativePath(Directory.GetCurrentDirectory(), output)} has grades.csv, grades.json and a page for each student.");
        return grades.Any(grade => grade.NotJudged.Any()) ? CommandLine.BookBroke : CommandLine.Ok;
    }

    private static async Task<IReadOnlyList<StudentGrade>> GradeAsync(SubmittedAnswers[] submitted, Grader grader, GradesFolder folder, int jobCount, CancellationToken cancellationToken)
    {
        var grades = submitted.Select(answers => folder.Earlier(answers.Student, grader.KeyOf(answers))).ToArray();
        int[] toDo = [.. grades.Index().Where(grade => grade.Item is null).Select(grade => grade.Index)];
        Console.Out.WriteLine($"{submitted.Length} submissions{(toDo.Length < submitted.Length ? $", {submitted.Length - toDo.Length} of them graded before" : "")}.");
        var done = submitted.Length - toDo.Length;
        var telling = new Lock();
        using var interrupted = cancellationToken.UnsafeRegister(_ => Console.Error.WriteLine("Ending. Run it again, and it goes on where it was."), null);
        await Parallel.ForEachAsync(toDo, new ParallelOptions { MaxDegreeOfParallelism = jobCount, CancellationToken = cancellationToken }, async (index, cancelled) =>
        {
            var grade = await grader.GradeAsync(submitted[index], cancelled);
            grades[index] = grade;
            lock (telling)
            {
                folder.Keep(grade, submitted[index]);
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{++done}/{submitted.Length}] {Harmless.Line(grade.Name)}: {grade.Points} of {grade.Results.Length}"));
            }
        });
        return grades!;
    }

    private static async Task<GradingRoom> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GradingRoom.OpenAsync(new Told(), cancellationToken);
        }
        catch (LabException e)
        {
            throw new UsageException($"Submissions run in containers, and none can be had. {e.Attempt}\n  {e.Observation.ReplaceLineEndings("\n  ")}\nStart or install an engine (`book doctor engine`); without a registry of images, docker/offline-images makes the base. `--unisolated` runs them as programs of yours, with all that you may do.", e);
        }
    }

    private sealed record Request(string Folder, string[] Names, string? Output, int JobCount, TimeSpan Limit, bool IsUnisolated);

    // At once and in their order, which Progress<T> does not promise.
    private sealed class Told : IProgress<string>
    {
        public void Report(string value) => Console.Out.WriteLine(value);
    }
}
