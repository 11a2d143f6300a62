using System.Collections.Immutable;
using StreamBook.Diagnoses;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>Whether the stream of a second client begins while that of the first is open.</summary>
internal sealed record SecondClientProbe(InspectRequest Request) : Probe("second client")
{
    public override string Plan => $"{Rounds} times two at once";

    public override async Task<ProbeResult> RunAsync(Capture usual, CancellationToken cancellationToken)
    {
        var pairs = ImmutableArray.CreateBuilder<ClientPair>(Rounds);
        // Whoever leaves may still be served for a while, and the next then waits: who need not leave stays.
        var stays = usual.Ending is CaptureEnding.Ended;
        for (var round = 0; round < Rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var opened = new BeginningWatch();
            var first = (Request with { EventCount = null }).CaptureAsync(opened, end.Token);
            await Task.WhenAny(first, opened.Begun);
            // Sooner than the second: that one may begin when the first has gone.
            end.CancelAfter(Request.Duration / 2);
            var began = new BeginningWatch();
            var second = Request.CaptureAsync(began, cancellationToken);
            await Task.WhenAny(second, began.Begun);
            var wasOpen = began.Begun.IsCompleted && !first.IsCompleted;
            if (!stays)
                await end.CancelAsync();
            pairs.Add(new(await first, await second, wasOpen));
        }

        return Judge(pairs.ToImmutable());
    }

    /// <summary>What the pairs prove.</summary>
    public ProbeResult Judge(ImmutableArray<ClientPair> pairs)
    {
        if (pairs.Length < Rounds)
            return Result(null, "not finished.");
        if (pairs.FirstOrDefault(pair => pair.First.Status is not 200 || BeginningWatch.Of(pair.First) is null) is { } none)
            return Result(null, $"nothing can be said: the first itself got {(none.First.Status is { } status and not 200 ? Words.OfStatus(status) : "no event")}.");
        if (pairs.All(pair => pair.Second.Status is not 200))
            return Refused(pairs[0].Second);
        if (pairs.All(pair => pair.WasOpen))
        {
            return pairs.All(pair => CacheEvidence.Of(pair.First) is null) && pairs.All(pair => CacheEvidence.Of(pair.Second) is not null)
                ? Result(true, "the second gets a copy of what the first is sent.", Catalogue.Cached.Found($"{CacheEvidence.Of(pairs[0].Second)} So it is with a second client, while the first is served from the source."))
                : Result(false, "a second client gets its first event while the first is still served.");
        }

        if (pairs.Any(pair => pair.WasOpen) || pairs.Any(pair => pair.Second.Status is not 200))
            return Result(null, "the repetitions differ among themselves: nothing is proved.");
        var (alone, waited) = (BeginningWatch.SpreadOf(pairs.Select(pair => pair.First))!, Spread.Of(pairs.Select(pair => BeginningWatch.Of(pair.Second) ?? pair.Second.EndOffset))!);
        if (!waited.Exceeds(alone))
            return Result(null, "the stream of the first ends before that of a second can begin: nothing is proved.");
        var began = pairs.Count(pair => BeginningWatch.Of(pair.Second) is not null);
        var seen = $"Each of {Rounds} times, a second client that asked while the first was served {(began == 0 ? "got nothing" : $"got its first event only when the first had ended or left{(began < Rounds ? ", or not at all" : "")}")}: it waited {Words.OfDuration(waited.Median)}, and the first {Words.OfDuration(alone.Median)}.";
        return Result(true, "the second begins only when the first is over.", Catalogue.OneAtATime.Found(seen));
    }

    private ProbeResult Refused(Capture second)
    {
        var answer = second.Status is { } status ? Words.OfStatus(status) : second.Failure?.TrimEnd('.') ?? "no answer";
        return Result(true, $"a second client gets {answer} while the first is served.", Catalogue.WrongStatus.Found($"{answer}, each of {Rounds} times, for a second client while the first was served; the first got 200."));
    }
}

/// <summary>Two clients at once.</summary>
/// <param name="First">The one that asked first.</param>
/// <param name="Second">The one that asked when the stream of the first had begun.</param>
/// <param name="WasOpen">Whether the second began while the first was still open.</param>
internal sealed record ClientPair(Capture First, Capture Second, bool WasOpen);
