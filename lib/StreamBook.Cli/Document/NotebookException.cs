using StreamBook.Cli.Commands;

namespace StreamBook.Cli.Document;

/// <summary>What was given is not a notebook that can be used. The message is one sentence for the person who gave it.</summary>
internal sealed class NotebookException(string path, string reason, Exception? cause = null) : UsageException($"{path}: {reason}", cause)
{
    public string Path { get; } = path;
}
