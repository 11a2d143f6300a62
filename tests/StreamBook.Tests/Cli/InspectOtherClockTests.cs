using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

/// <summary>A source whose clock is not the client's, as on another machine: what is judged is right whatever it says.</summary>
[FullLane, Collection(DiagnosisCollection.Name)]
public sealed class InspectOtherClockTests(DiagnosisFixture fixture)
{
    private const string Clock = "/clock?count=5&interval=200";

    [Theory]
    [InlineData("/ahead", Delivery.Streamed)]
    [InlineData("/behind", Delivery.Streamed)]
    [InlineData("/ahead-held", Delivery.Held)]
    [InlineData("/behind-held", Delivery.Held)]
    public async Task A_clock_that_is_off_by_hours_changes_nothing_of_what_is_judged(string road, Delivery delivery)
    {
        var capture = await CaptureAsync(road + Clock);

        capture.Delivery.ShouldBe(delivery, capture.DeliveryReason);
        Diagnosis.Of(capture).Findings.Select(finding => (finding.Id, finding.Sureness)).ShouldBe(delivery is Delivery.Held ? [("SB101", Sureness.Sure)] : []);
        // Not before it was asked for, and not after anything of it came.
        capture.SentUncertainty.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(capture.HeadersOffset!.Value);
        capture.Events.ShouldAllBe(arrived => arrived.SentOffset >= TimeSpan.Zero && arrived.SentOffset + capture.SentUncertainty <= arrived.Offset + TimeSpan.FromMicroseconds(1));
        FiguresText.Of(capture).ShouldContain(line => line.StartsWith("  clocks       that of the source is not this machine's, or this is a stored copy; by the exchange itself, when it sent is known to within ", StringComparison.Ordinal) && line.EndsWith(", and by order it is the same at both ends of that", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_one_clock_nothing_is_uncertain_and_nothing_is_said_of_it()
    {
        var capture = await fixture.Nginx.CaptureAsync(Clock);

        capture.SentUncertainty.ShouldBeNull();
        FiguresText.Of(capture).ShouldNotContain(line => line.StartsWith("  clocks", StringComparison.Ordinal));
    }

    [Fact]
    public void What_lies_within_the_uncertainty_is_not_judged()
    {
        // Headers and first event after 400 ms, and events every 100 ms: it may have begun at any moment of 300.
        var slow = OfOtherClock(headersMs: 400, [(400, 100), (500, 200), (600, 300), (700, 400)]);
        slow.Delivery.ShouldBe(Delivery.Unknown);
        slow.SentUncertainty.ShouldBe(TimeSpan.FromMilliseconds(300));
        FiguresText.Of(slow).ShouldContain(line => line.EndsWith("known to within 300 ms, too little to judge by order", StringComparison.Ordinal));

        OfOtherClock(headersMs: 20, [(120, 100), (220, 200), (320, 300), (420, 400)]).Delivery.ShouldBe(Delivery.Streamed);
        OfOtherClock(headersMs: 420, [(420, 100), (420, 200), (420, 300), (420, 400)]).Delivery.ShouldBe(Delivery.Held);
        // A clock that runs fast by a hundredth of a thousandth is none that sends before it is asked.
        Diagnosis.Of(OfOtherClock(headersMs: 1, [(10_000, 10_000.1), (20_000, 20_000.2)])).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_keeps_how_uncertain_it_is()
    {
        using var folder = new TempFolder("streambook-clock-");
        var capture = await CaptureAsync("/ahead" + Clock);
        var path = folder.In("capture.json");

        CaptureFile.Write(path, capture);

        CaptureFile.Read(path, await File.ReadAllTextAsync(path)).SentUncertainty.ShouldBe(capture.SentUncertainty);
    }

    private static Capture OfOtherClock(double headersMs, (double Ms, double SentMs)[] events)
    {
        using var clock = new Timing.RequestClock();
        var capture = BuiltCaptures.Of(
            [.. events.Select((e, i) => (e.Ms, FormattableString.Invariant($"id: {i}\ndata: {{\"n\":{i},\"sent\":{e.SentMs}}}\n\n")))],
            [new("Content-Type", "text/event-stream"), new("Transfer-Encoding", "chunked"), new(Timing.BackendWire.StreamBegan, "-3600000.000")]);
        return clock.Complete(capture with { HeadersOffset = Captures.Ms(headersMs) });
    }

    // A client that stood still on a busy machine can judge nothing.
    private async Task<Capture> CaptureAsync(string target)
    {
        for (var attempt = 1; ; attempt++)
        {
            var capture = await fixture.Nginx.CaptureAsync(target);
            if (attempt == 5 || capture.Delivery is not Delivery.Unknown)
                return capture;
        }
    }
}
