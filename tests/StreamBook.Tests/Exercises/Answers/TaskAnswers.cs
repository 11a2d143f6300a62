using System.Collections.Immutable;

namespace StreamBook.Tests;

/// <summary>Answers to one task that teachers expect: right ones and wrong ones, each with what the check says of it.</summary>
/// <param name="Task">The task's ID.</param>
internal sealed record TaskAnswers(string Task)
{
    /// <summary>Whether its check measures in a lab, and is made under few seeds.</summary>
    public bool NeedsLab { get; init; }

    /// <summary>Two or more that differ, so that no check demands our wording.</summary>
    public required ImmutableArray<ExpectedAnswer> Right { get; init; }

    /// <summary>Three or more, among them the part left out and a constant that fits the visible example.</summary>
    public required ImmutableArray<ExpectedAnswer> Wrong { get; init; }

    /// <summary>Every task's, in the order of the course.</summary>
    public static ImmutableArray<TaskAnswers> All { get; } =
    [
        .. EventStreamFormatAnswers.All,
        .. EventStreamReadingAnswers.All,
        .. ChatAnswers.All,
        .. ReconnectingAnswers.All,
        .. WebSocketAnswers.All,
        .. ChoosingAnswers.All,
        .. NginxRecipeAnswers.All,
        .. NginxProductionAnswers.All,
        .. BrowserAnswers.All,
        .. CostAnswers.All,
        .. HopAnswers.All,
        .. RoadAnswers.All,
        .. SeveralServersAnswers.All,
    ];

    public static TaskAnswers Of(string task) => All.Single(answers => answers.Task == task);
}

/// <summary>An answer to a task.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Make">Makes it, anew for each check.</param>
/// <param name="Says">A piece of what the check says; what arrived, or the name of a misconception.</param>
internal sealed record ExpectedAnswer(string Name, Func<object?> Make, string Says = "")
{
    /// <summary>How the check of a wrong answer ends.</summary>
    public CheckOutcome Outcome { get; init; } = CheckOutcome.NotYet;
}
