namespace StreamBook.Cli.Commands;

/// <summary>What `book decode` makes of a stream.</summary>
internal interface IDecodedOutput
{
    int EventCount { get; }

    bool HasReconnectionTime { get; }

    /// <summary>Whether the stream, ended here, loses something of an event; only for what does not say so itself.</summary>
    bool LosesSilently { get; }

    void Write(ReadOnlySpan<byte> bytes, DateTimeOffset cameAt);

    /// <summary>The stream has ended.</summary>
    void End();
}
