using System.Collections.Immutable;
using StreamBook.Diagnoses;
using StreamBook.Timing;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>Whether a client that leaves is still served: whether the next one waits for it, and what `book source` says of it.</summary>
internal sealed record LeavingProbe(InspectRequest Request) : Probe("leaving")
{
    public override string Plan => $"{Rounds} that leave at the first event, each with one right after it (and, of a `book source`, up to {SourceLog.MostLooks} looks into its log)";

    public override async Task<ProbeResult> RunAsync(Capture usual, CancellationToken cancellationToken)
    {
        var isSource = BackendWire.BeganMs(usual.Header(BackendWire.StreamBegan)) is not null;
        // Who need not leave stays: it would spoil what the next round compares with.
        var stays = usual.Ending is CaptureEnding.Ended;
        var turns = ImmutableArray.CreateBuilder<LeavingTurn>(Rounds);
        for (var round = 0; round < Rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            var (left, next) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
            turns.Add(new(await AskAsync(left, leaves: true), await AskAsync(next, leaves: !stays), left, next));
        }

        var result = Judge(turns.ToImmutable());
        if (result.Differs is not false || !isSource)
            return result;
        try
        {
            return await WithLogAsync(turns.ToImmutable(), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Result(null, "the next gets its first event as before; the look into the log of the source was not finished.");
        }

        async Task<Capture> AskAsync(string mark, bool leaves)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var request = isSource ? Request with { Headers = Request.Headers.Add(new(BackendWire.TrialHeader, mark)) } : Request;
            var began = new BeginningWatch();
            var capture = request.CaptureAsync(began, end.Token);
            if (leaves && await Task.WhenAny(capture, began.Begun) == began.Begun)
                await end.CancelAsync();
            return await capture;
        }
    }

    /// <summary>What the waits prove.</summary>
    public ProbeResult Judge(ImmutableArray<LeavingTurn> turns)
    {
        if (turns.Length < Rounds)
            return Result(null, "not finished.");
        if (turns.FirstOrDefault(turn => turn.Left.Status is not 200 || BeginningWatch.Of(turn.Left) is null) is { } none)
            return Result(null, $"nothing can be said: the one that was to leave got {(none.Left.Status is { } status and not 200 ? Words.OfStatus(status) : "no event")}.");
        if (turns.All(turn => turn.Next.Status is not 200))
        {
            var answer = turns[0].Next.Status is { } refusal ? Words.OfStatus(refusal) : turns[0].Next.Failure?.TrimEnd('.') ?? "no answer";
            return Result(true, $"right after a client has left, the next gets {answer}.", Catalogue.ServedThoughGone.Found($"{answer}, each of {Rounds} times, for a client that asked right after another had left; that one had got 200."));
        }

        var (before, after) = (BeginningWatch.SpreadOf(turns.Select(turn => turn.Left))!, Spread.Of(turns.Select(turn => BeginningWatch.Of(turn.Next) ?? turn.Next.EndOffset))!);
        return after.Exceeds(before)
            ? Result(true, "the next waits for one that has left.", Catalogue.ServedThoughGone.Found($"Right after a client had left at its first event, the next waited {Words.OfDuration(after.Median)} ({Words.OfDuration(after.Least)} to {Words.OfDuration(after.Most)}) for its own, where the one that left had waited {Words.OfDuration(before.Median)} ({Words.OfDuration(before.Least)} to {Words.OfDuration(before.Most)})."))
            : Result(false, "the next gets its first event as before; whether the server knows that one has left, its own log alone tells.");
    }

    private async Task<ProbeResult> WithLogAsync(ImmutableArray<LeavingTurn> turns, CancellationToken cancellationToken)
    {
        var log = await SourceLog.WaitAsync(Request, log => turns.All(turn => Find(log, turn.LeftMark) is not { Ending: null }), cancellationToken);
        if (log is not { } known)
            return Result(false, "the next gets its first event as before; the road does not lead to the log of the source, which would tell whether it knows.");
        var pairs = turns.Select(turn => (Left: Find(known, turn.LeftMark), Next: Find(known, turn.NextMark))).ToArray();
        if (pairs.All(pair => pair.Left is { Ending: RequestEnding.AbortedByPeer }))
            return Result(false, "the next gets its first event as before, and the source was told each time that its client had left.");
        // By the source's own clock: it was still sending to the one that had left when the next one's request had reached it.
        if (pairs.All(pair => pair is ({ Ending: null }, _) || pair is ({ Ending: RequestEnding.Completed, EndedMs: { } ended }, { BeganMs: var began }) && ended > began))
        {
            var seen = pairs.All(pair => pair.Left!.Ending is null) ? $"the source was still sending {SourceLog.MostLooks} looks into its log later" : "the source sent all of it";
            return Result(true, "the source does not learn that its client has left.", Catalogue.ServedThoughGone.Found($"Each of {Rounds} times that a client left at its first event, {seen}, as its own log says; the next one's request had reached it meanwhile."));
        }

        return Result(null, "the next gets its first event as before; the source's log does not tell whether it knew that one had left.");
    }

    private static ReceivedRequest? Find(ImmutableArray<ReceivedRequest> log, string mark) => log.LastOrDefault(request => request.Values(BackendWire.TrialHeader).Contains(mark));
}

/// <summary>One that leaves, and one right after it.</summary>
/// <param name="Left">The one that left at its first event.</param>
/// <param name="Next">The one that asked then.</param>
/// <param name="LeftMark">What marks the first in the log of the source.</param>
/// <param name="NextMark">What marks the other.</param>
internal sealed record LeavingTurn(Capture Left, Capture Next, string LeftMark, string NextMark);
