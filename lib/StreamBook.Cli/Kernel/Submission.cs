using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>A cell that was sent to the embedded kernel: what it puts out carries its command.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle, and background work of the cell may look at its token at any later time.")]
internal sealed class Submission(KernelChannel channel, string command, string code)
{
    private static readonly AsyncLocal<Submission?> Flow = new();
    private static Submission? _latest;
    private static int _count;

    private readonly int _executionOrder = Interlocked.Increment(ref _count);
    private readonly CancellationTokenSource _cancellation = new();
    private int _isComplete;

    /// <summary>The submission whose code is running here; where that is not known, the one that began last.</summary>
    internal static Submission? Current => Flow.Value ?? _latest;

    internal const string CancelledMessage = "Command cancelled";

    internal string Code { get; } = code;

    internal CancellationToken Cancelled => _cancellation.Token;

    internal void Begin()
    {
        Flow.Value = _latest = this;
        channel.Send("CodeSubmissionReceived", command, json => json.WriteString("code", Code));
    }

    internal void Cancel() => _cancellation.Cancel();

    /// <summary>Sends console output.</summary>
    /// <exception cref="AbandonedCellException">The cell was given up: it ends here, before its output could land among another cell's.</exception>
    internal void Write(bool isError, string text)
    {
        AbandonedCellException.ThrowIf(Cancelled);
        Send(isError ? "StandardErrorValueProduced" : "StandardOutputValueProduced", null, [new("text/plain", text)]);
    }

    /// <summary>Sends a value: displayed, updated or returned, by the name of the event.</summary>
    /// <exception cref="AbandonedCellException">As for <see cref="Write"/>.</exception>
    internal void Show(string eventType, string? valueId, ImmutableArray<FormattedValue> values)
    {
        AbandonedCellException.ThrowIf(Cancelled);
        Send(eventType, valueId, values);
    }

    internal void Report(IEnumerable<Diagnostic> diagnostics) =>
        channel.Send("DiagnosticsProduced", command, json => ProtocolJson.WriteDiagnostics(json, diagnostics));

    internal void Succeed()
    {
        if (Interlocked.Exchange(ref _isComplete, 1) == 0)
            channel.Send("CommandSucceeded", command, json => json.WriteNumber("executionOrder", _executionOrder));
    }

    internal void Fail(string message)
    {
        if (Interlocked.Exchange(ref _isComplete, 1) != 0)
            return;
        channel.Send("ErrorProduced", command, json =>
        {
            json.WriteString("message", message);
            ProtocolJson.WriteValues(json, "formattedValues", []);
            json.WriteNull("valueId");
        });
        channel.Send("CommandFailed", command, json =>
        {
            json.WriteString("message", message);
            json.WriteNumber("executionOrder", _executionOrder);
        });
    }

    private void Send(string eventType, string? valueId, ImmutableArray<FormattedValue> values) => channel.Send(eventType, command, json =>
    {
        ProtocolJson.WriteValues(json, "formattedValues", values);
        json.WriteString("valueId", valueId);
    });
}

/// <summary>Ends what a cancelled cell still has running.</summary>
internal sealed class AbandonedCellException(CancellationToken token) : OperationCanceledException("The cell was cancelled.", token)
{
    internal static void ThrowIf(CancellationToken cancelled)
    {
        if (cancelled.IsCancellationRequested)
            throw new AbandonedCellException(cancelled);
    }
}
