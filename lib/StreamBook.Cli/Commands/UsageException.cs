namespace StreamBook.Cli.Commands;

/// <summary>What was asked for cannot be done. The message is one sentence for the person who asked; the exit code is 2.</summary>
internal class UsageException(string message, Exception? cause = null) : Exception(message, cause);
