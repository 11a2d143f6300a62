using System.Collections.Concurrent;
using StreamBook.Exercises;

namespace StreamBook;

/// <summary>The exercises: what a learner's cell asks the book.</summary>
public static class Exercise
{
    private static readonly CheckLab _lab = new();
    private static readonly ConcurrentDictionary<string, int> _hintCounts = new();

    /// <summary>Says which lab the checks measure in, until it is closed. Without one they open a lab of their own when they need it, which ends with the process.</summary>
    /// <param name="lab">An open lab. A check puts its nginx back as it was.</param>
    public static void Use(Lab lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        _lab.Use(lab);
    }

    /// <summary>Checks an answer by what it does, on fresh cases each time.</summary>
    /// <param name="task">The task's ID, such as <c>06.3</c>.</param>
    /// <param name="answer">The answer: a text, a configuration, whatever the task asks for.</param>
    /// <param name="seed">The seed of an earlier result, to have the same cases again; fresh ones unless told.</param>
    /// <param name="seal">What `book check` knows its own results by; not for notebooks.</param>
    /// <returns>What was expected, what arrived, and what to look at next. Whatever the answer does is told by the result, not thrown.</returns>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    public static Task<CheckResult> CheckAsync(string task, object? answer, int? seed = null, string? seal = null) =>
        new Checker(_lab).RunAsync(ExerciseTasks.Find(task), answer, seed, seal);

    /// <summary>Checks an answer that is a function, given by its name alone.</summary>
    /// <inheritdoc cref="CheckAsync(string, object?, int?, string?)"/>
    public static Task<CheckResult> CheckAsync(string task, Delegate? answer, int? seed = null, string? seal = null) =>
        CheckAsync(task, (object?)answer, seed, seal);

    /// <summary>A hint for a task, one more each time; the last but one nearly says it, the last is the idea of the solution.</summary>
    /// <param name="task">The task's ID, such as <c>06.3</c>.</param>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    public static Hint Hint(string task)
    {
        var found = ExerciseTasks.Find(task);
        var number = _hintCounts.AddOrUpdate(found.Id, 1, (_, given) => Math.Min(given + 1, found.Hints.Length));
        return new(found.Id, number, found.Hints.Length, found.Hints[number - 1]);
    }
}
