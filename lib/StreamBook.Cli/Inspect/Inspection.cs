using System.Collections.Immutable;
using StreamBook.Cli.Commands;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>One run of `book inspect`: asks or reads, finds, and writes what was asked for.</summary>
/// <param name="IsJson">Writes JSON alone.</param>
/// <param name="Save">Where the capture is saved; may be null.</param>
/// <param name="Html">Where the page is written; may be null.</param>
/// <param name="IsProbed">Whether more requests follow the first.</param>
/// <param name="MayPost">Whether those may be POSTs.</param>
internal sealed record Inspection(bool IsJson, string? Save, string? Html, bool IsProbed = false, bool MayPost = false)
{
    /// <summary>Looks at what somebody saved.</summary>
    public int OfFile(string path, bool isModel)
    {
        var saved = SavedInput.Read(path);
        saved = saved with { Capture = saved.Capture with { IsAnswerOfModel = isModel } };
        var secrets = new Secrets(saved.Capture.Uri);
        Say(secrets, $"{path}: {saved.Capture.Method} {saved.Capture.Uri.AbsoluteUri}");
        return Tell(saved.Diagnose(), null, secrets, knowsArrivals: saved.Limits is null);
    }

    /// <summary>Asks an address.</summary>
    public async Task<int> OfAsync(InspectRequest request, CancellationToken cancellationToken)
    {
        var secrets = new Secrets(request.Uri, request.Headers);
        var probes = IsProbed ? Probe.For(request, MayPost) : [];
        Say(secrets, $"{request.MethodName} {request.Uri.AbsoluteUri}\nI leave after {Words.Invariant($"{request.Duration.TotalSeconds:0.###} s")}{(request.EventCount is { } count ? $" or {Words.OfCount(count, "event")}" : "")}; Ctrl-C shows what has come until then.");
        if (IsProbed)
            Say(secrets, $"Then {Words.OfCount(Probe.RequestCount * probes.Length, "more request")}, each for as long at most: {string.Join("; ", probes.Select(probe => probe.Plan))}.");
        var capture = IsJson ? await request.CaptureAsync(null, cancellationToken)
            : Screen.IsLive ? await new LiveLanes(request.Name, request.Uri, request.Kind).ShowAsync(watch => request.CaptureAsync(watch, cancellationToken))
            : await request.CaptureAsync(new LiveLines(Console.Out, request.Kind is CaptureKind.WebSocket ? "message" : "event"), cancellationToken);
        if (capture.Status is null && NoAnswer.Sentence(capture) is { } sentence)
            throw new UsageException(secrets.Mask(sentence));
        var results = ImmutableArray.CreateBuilder<ProbeResult>();
        foreach (var probe in probes)
        {
            results.Add(await probe.RunAsync(capture, cancellationToken));
            Say(secrets, $"  probe        {probe.Name}: {results[^1].Sentence}");
        }

        return Tell(ProbeResult.Add(Diagnosis.Of(capture), results.ToImmutable()), null, secrets, probes: results.ToImmutable());
    }

    /// <summary>Asks an address and the hops behind it.</summary>
    public async Task<int> OfAsync(InspectRequest request, IEnumerable<string> origins, CancellationToken cancellationToken)
    {
        InspectRequest[] places = [request, .. origins.Select(origin => OriginComparison.At(request, origin))];
        var secrets = new Secrets(request.Uri, request.Headers);
        Say(secrets, $"{request.MethodName}, {OriginComparison.Rounds} times at each of {places.Length} places in turns; I leave each after {Words.OfDuration(request.Duration)}{(request.EventCount is { } count ? $" or {Words.OfCount(count, "event")}" : "")}.");
        var (comparison, capture, unreached) = await OriginComparison.RunAsync(places, line => Say(secrets, "  " + line), cancellationToken);
        var exitCode = Tell(Diagnosis.Of(capture), comparison, secrets);
        if (unreached is null)
            return exitCode;
        await Console.Error.WriteLineAsync(secrets.Mask($"Undecided: {unreached}"));
        return InspectVerdict.Undecided;
    }

    private void Say(Secrets secrets, string line)
    {
        if (!IsJson)
            new InspectReport(Console.Out, secrets).Write(line);
    }

    private int Tell(Diagnosis diagnosis, HopComparison? comparison, Secrets secrets, bool knowsArrivals = true, ImmutableArray<ProbeResult> probes = default)
    {
        var clean = diagnosis with { Capture = secrets.Mask(diagnosis.Capture) };
        if (Save is not null)
            CaptureFile.Write(Save, clean.Capture);
        if (Html is not null)
            Writing.Text(Html, InspectPage.Render(clean, comparison, secrets, knowsArrivals));
        if (IsJson)
        {
            Console.Out.WriteLine(InspectResult.Of(diagnosis, comparison, knowsArrivals, probes).ToJson(secrets));
        }
        else
        {
            var report = new InspectReport(Console.Out, secrets);
            report.Write(diagnosis, isAlone: comparison is null, knowsArrivals);
            if (comparison is not null)
                report.Write(comparison);
        }

        return InspectVerdict.ExitCode(diagnosis, comparison);
    }
}
