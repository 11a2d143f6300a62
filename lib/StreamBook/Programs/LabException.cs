namespace StreamBook;

/// <summary>Something around the lab (a program, a port, a file) is not as it must be; the message says what to do.</summary>
public sealed class LabException : Exception
{
    /// <summary>Describes what went wrong.</summary>
    /// <param name="attempt">What was tried and failed, one sentence.</param>
    /// <param name="observation">What was seen: the last answer, an exit code, the end of a log. Lines are kept.</param>
    /// <param name="advice">What to do next, one sentence.</param>
    /// <param name="innerException">The cause, if an exception told of it.</param>
    public LabException(string attempt, string observation, string advice, Exception? innerException = null)
        : base($"{attempt}\n  {observation.Trim().ReplaceLineEndings("\n  ")}\n{advice}", innerException)
    {
        Attempt = attempt;
        Observation = observation;
        Advice = advice;
    }

    /// <summary>What was tried and failed.</summary>
    public string Attempt { get; }

    /// <summary>What was seen.</summary>
    public string Observation { get; }

    /// <summary>What to do next.</summary>
    public string Advice { get; }
}
