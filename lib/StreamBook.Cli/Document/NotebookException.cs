namespace StreamBook.Cli;

/// <summary>What was given is not a notebook that can be used. The message is one sentence for the person who gave it.</summary>
internal sealed class NotebookException : Exception
{
    public NotebookException(string path, string reason, Exception? cause = null)
        : base($"{path}: {reason}", cause) => Path = path;

    public string Path { get; }
}
