using System.Collections.Immutable;

namespace StreamBook.Exercises;

/// <summary>One task of the course: what it is called, how it is judged, and what helps with it.</summary>
internal sealed record ExerciseTask
{
    /// <summary>The number of its notebook and its own, such as <c>06.3</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The heading of the section that prepares it, in the course notebook of the same number, without the heading's own number.</summary>
    public required string Section { get; init; }

    /// <summary>Three or more, each a step further: the last but one nearly says it, the last is the idea of the solution.</summary>
    public required ImmutableArray<string> Hints { get; init; }

    /// <summary>Judges an answer: returns when it is right, and has a <see cref="Trial"/> throw where it is not.</summary>
    public required Func<Trial, Task> Judge { get; init; }

    /// <summary>How long one call of the learner's code may take.</summary>
    public TimeSpan CallLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the whole check may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The number of its notebook, such as <c>06</c>.</summary>
    public string Notebook => Id.Split('.')[0];
}
