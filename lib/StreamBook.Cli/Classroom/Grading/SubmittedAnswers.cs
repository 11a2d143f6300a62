using System.Collections.Immutable;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>What of a submission is graded: the learner's parts, and nothing else of it.</summary>
/// <param name="Student">Whose.</param>
/// <param name="Notebooks">The numbers of the notebooks that were handed in.</param>
/// <param name="Parts">The parts, by task.</param>
/// <param name="Remarks">What the teacher is to know of it, a sentence each.</param>
internal sealed record SubmittedAnswers(Student Student, ImmutableHashSet<string> Notebooks, ImmutableSortedDictionary<string, string> Parts, ImmutableArray<string> Remarks)
{
    /// <summary>Reads a submission. Whatever is wrong with it becomes a remark.</summary>
    /// <param name="student">Whose.</param>
    /// <param name="book">The notebooks of the book that have tasks.</param>
    public static SubmittedAnswers Read(Student student, IReadOnlyList<GradedNotebook> book)
    {
        var remarks = new List<string>();
        var found = new List<(SubmittedFile File, Notebook Notebook, IReadOnlyDictionary<string, Cell> Parts)>();
        foreach (var file in SubmittedFile.Of(student))
        {
            if (file.Problem is not null)
            {
                remarks.Add($"{file.Name}: {file.Problem}".TrimStart(':', ' '));
                continue;
            }

            try
            {
                var notebook = NotebookFile.Read(file.Name, file.Content!).Notebook;
                found.Add((file, notebook, TaskCells.Parts(notebook)));
            }
            catch (NotebookException e)
            {
                remarks.Add(Harmless.Line(e.Message));
            }
        }

        var known = book.SelectMany(notebook => notebook.AllTasks).ToHashSet();
        remarks.AddRange(found.Where(file => !file.Parts.Keys.Any(known.Contains)).Select(file => $"{file.File.Name}: the wrong notebook, no cell of it answers a task."));
        var (numbers, parts) = (new HashSet<string>(), new Dictionary<string, string>());
        foreach (var graded in book)
        {
            var versions = found.Where(file => graded.AllTasks.Any(file.Parts.ContainsKey)).OrderBy(file => file.File.Written).ThenBy(file => file.File.Name, StringComparer.Ordinal).ToArray();
            if (versions.Length == 0)
                continue;
            var (file, notebook, cells) = versions[^1];
            remarks.AddRange(versions[..^1].Select(other => $"{other.File.Name}: not graded, {(other.File.Written == file.Written ? $"as {file.Name} is as new and comes later by name" : $"as {file.Name} is newer")}."));
            remarks.AddRange(ChangedChecks.In(notebook, graded).Select(sentence => $"{file.Name}: {sentence}"));
            numbers.Add(graded.Number);
            foreach (var task in graded.AllTasks.Where(cells.ContainsKey))
                parts[task] = cells[task].Source;
        }

        if (numbers.Count == 0)
            remarks.Add("Nothing that can be graded was handed in.");
        return new(student, [.. numbers], parts.ToImmutableSortedDictionary(StringComparer.Ordinal), [.. remarks]);
    }
}
