using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;

namespace StreamBook.Cli.Kernel;

/// <summary>A cell that was sent to the embedded kernel: what it puts out carries its command.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle, and background work of the cell may look at its token at any later time.")]
internal sealed class Submission(KernelChannel channel, string command, string code)
{
    private static readonly AsyncLocal<Submission?> _flow = new();
    private static Submission? _latest;
    private static int _count;

    private readonly int _executionOrder = Interlocked.Increment(ref _count);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _answered = new();
    private int _isComplete;

    /// <summary>The submission whose code is running here; where that is not known, the one that began last.</summary>
    public static Submission? Current => _flow.Value ?? _latest;

    public const string CancelledMessage = "Command cancelled";

    public string Code { get; } = code;

    public CancellationToken Cancelled => _cancellation.Token;

    /// <summary>Completes when the client has been told how the cell ended.</summary>
    public Task Answered => _answered.Task;

    public void Begin()
    {
        _flow.Value = _latest = this;
        channel.Send("CodeSubmissionReceived", command, json => json.WriteString("code", Code));
    }

    public void Cancel() => _cancellation.Cancel();

    /// <summary>Sends console output.</summary>
    /// <exception cref="AbandonedCellException">The cell was given up: it ends here, before its output could land among another cell's.</exception>
    public void Write(bool isError, string text)
    {
        AbandonedCellException.ThrowIf(Cancelled);
        Send(isError ? "StandardErrorValueProduced" : "StandardOutputValueProduced", null, [new("text/plain", text)]);
    }

    /// <summary>Sends a value: displayed, updated or returned, by the name of the event.</summary>
    /// <exception cref="AbandonedCellException">As for <see cref="Write"/>.</exception>
    public void Show(string eventType, string? valueId, ImmutableArray<FormattedValue> values)
    {
        AbandonedCellException.ThrowIf(Cancelled);
        Send(eventType, valueId, values);
    }

    public void Report(IEnumerable<Diagnostic> diagnostics) =>
        channel.Send("DiagnosticsProduced", command, json => ProtocolJson.WriteDiagnostics(json, diagnostics));

    public void Succeed()
    {
        if (Interlocked.Exchange(ref _isComplete, 1) != 0)
            return;
        channel.Send("CommandSucceeded", command, json => json.WriteNumber("executionOrder", _executionOrder));
        _answered.SetResult();
    }

    public void Fail(string message)
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
        _answered.SetResult();
    }

    private void Send(string eventType, string? valueId, ImmutableArray<FormattedValue> values) => channel.Send(eventType, command, json =>
    {
        ProtocolJson.WriteValues(json, "formattedValues", values);
        json.WriteString("valueId", valueId);
    });
}

/// <summary>Ends what a cancelled cell still has running.</summary>
internal sealed class AbandonedCellException(CancellationToken cancelled) : OperationCanceledException("The cell was cancelled.", cancelled)
{
    public static void ThrowIf(CancellationToken cancelled)
    {
        if (cancelled.IsCancellationRequested)
            throw new AbandonedCellException(cancelled);
    }
}
