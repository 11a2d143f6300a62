namespace StreamBook.Exercises;

/// <summary>Ends a trial before its end, with what the check is to say. It is thrown by <see cref="Trial"/> and caught by <see cref="Checker"/> only.</summary>
internal sealed class TrialEndedException(CheckOutcome outcome, string sentence) : Exception(sentence)
{
    public CheckOutcome Outcome { get; } = outcome;

    public string? Given { get; init; }

    public string? Expected { get; init; }

    public string? Arrived { get; init; }

    public Misconception? Misconception { get; init; }

    public string? LastLines { get; init; }

    public string? Next { get; init; }
}
