namespace StreamBook.Cli.Kernel;

/// <summary>A cell was cancelled while it ran.</summary>
/// <param name="processorTime">How much processor time its kernel had used in it; null where the system does not say.</param>
/// <param name="answered">Whether the kernel stopped it when it was asked to.</param>
/// <param name="cancellationToken">What cancelled it.</param>
internal sealed class CellCancelledException(TimeSpan? processorTime, bool answered, CancellationToken cancellationToken)
    : OperationCanceledException("The cell was cancelled.", cancellationToken)
{
    public TimeSpan? ProcessorTime { get; } = processorTime;

    public bool Answered { get; } = answered;
}
