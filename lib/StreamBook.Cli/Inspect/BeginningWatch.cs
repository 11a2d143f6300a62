using StreamBook.Diagnoses;
using StreamBook.Timing;

namespace StreamBook.Cli.Inspect;

/// <summary>Sees a stream begin: with its first event or, of another body, with its first bytes.</summary>
internal sealed class BeginningWatch : ICaptureWatch
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isEventStream;

    /// <summary>Completes when it begins; never if it does not.</summary>
    public Task Begun => _begun.Task;

    public void OnAnswer(Capture capture) => _isEventStream = AnswerFindings.IsEventStream(capture);

    public void OnRead(ArrivedBytes read, ReadOnlySpan<ArrivedEvent> events)
    {
        if (!_isEventStream || events.Length > 0)
            _begun.TrySetResult();
    }

    /// <summary>When a stream began, since its request; null if it did not.</summary>
    public static TimeSpan? Of(Capture capture) => AnswerFindings.IsEventStream(capture) ? capture.TimeToFirstEvent : capture.TimeToFirstByte;

    /// <summary>When some streams began.</summary>
    public static Spread? SpreadOf(IEnumerable<Capture> captures) => Spread.Of(captures.Select(Of).OfType<TimeSpan>());
}
