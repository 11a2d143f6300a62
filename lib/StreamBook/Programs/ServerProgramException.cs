namespace StreamBook;

/// <summary>A server of one's own does not compile, or did not begin to listen; the message says where and why.</summary>
public sealed class ServerProgramException : Exception
{
    internal ServerProgramException(string sentence, string details, string advice)
        : base($"{sentence}\n  {details.Trim().ReplaceLineEndings("\n  ")}\n{advice}")
    {
        Sentence = sentence;
        Details = details.Trim();
        Advice = advice;
    }

    /// <summary>What is wrong.</summary>
    public string Sentence { get; }

    /// <summary>The compile errors with their lines, or the last lines that the program wrote.</summary>
    public string Details { get; }

    /// <summary>What to do next.</summary>
    public string Advice { get; }
}
