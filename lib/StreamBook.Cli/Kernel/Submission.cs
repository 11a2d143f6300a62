using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
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

    internal void Report(IEnumerable<Diagnostic> diagnostics) => channel.Send("DiagnosticsProduced", command, json =>
    {
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
        {
            var span = diagnostic.Location.GetLineSpan();
            json.WriteStartObject();
            json.WriteStartObject("linePositionSpan");
            WritePosition(json, "start", span.StartLinePosition.Line, span.StartLinePosition.Character);
            WritePosition(json, "end", span.EndLinePosition.Line, span.EndLinePosition.Character);
            json.WriteEndObject();
            json.WriteString("severity", diagnostic.Severity switch
            {
                DiagnosticSeverity.Error => "error",
                DiagnosticSeverity.Warning => "warning",
                DiagnosticSeverity.Info => "info",
                _ => "hidden",
            });
            json.WriteString("code", diagnostic.Id);
            json.WriteString("message", diagnostic.GetMessage());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteValues(json, "formattedDiagnostics", [.. diagnostics.Select(diagnostic => new FormattedValue("text/plain", CellFailure.Describe(diagnostic)))]);
    });

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
            WriteValues(json, "formattedValues", []);
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
        WriteValues(json, "formattedValues", values);
        json.WriteString("valueId", valueId);
    });

    private static void WriteValues(Utf8JsonWriter json, string name, ImmutableArray<FormattedValue> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            json.WriteString("mimeType", value.MimeType);
            json.WriteString("value", value.Value);
            json.WriteBoolean("suppressDisplay", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter json, string name, int line, int character)
    {
        json.WriteStartObject(name);
        json.WriteNumber("line", line);
        json.WriteNumber("character", character);
        json.WriteEndObject();
    }
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
