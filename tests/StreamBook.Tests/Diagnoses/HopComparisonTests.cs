namespace StreamBook.Tests;

[FullLane, Collection(DiagnosisCollection.Name)]
public class HopComparisonTests(DiagnosisFixture fixture)
{
    private const string Marked = "/clock?count=6&interval=60";

    [Fact]
    public async Task The_first_of_two_hops_holds_and_is_named()
    {
        var found = Diagnosis.Between(await AtAsync(At("backend", fixture.Backend, Marked), At("inner", fixture.Nginx, "/held" + Marked), At("outer", fixture.Outer, "/held" + Marked)));

        found.Verdict.ShouldBe(HopVerdict.HopChangesIt, found.ToString());
        (found.After, found.At).ShouldBe(("backend", "inner"));
        found.Findings.ShouldHaveSingleItem().Id.ShouldBe("SB101");
        found.Findings[0].Sureness.ShouldBe(Sureness.Sure);
    }

    [Fact]
    public async Task The_second_of_two_hops_holds_and_is_named()
    {
        var found = Diagnosis.Between(await AtAsync(At("backend", fixture.Backend, Marked), At("inner", fixture.Nginx, Marked), At("outer", fixture.Outer, "/outer-held" + Marked)));

        found.Verdict.ShouldBe(HopVerdict.HopChangesIt, found.ToString());
        (found.After, found.At).ShouldBe(("inner", "outer"));
    }

    [Fact]
    public async Task Without_times_of_sending_a_hop_that_holds_is_told_from_the_source()
    {
        var found = Diagnosis.Between(await AtAsync(At("origin", fixture.Home, "/steady"), At("proxy", fixture.AtHome, "/outer-held/steady")));

        found.Verdict.ShouldBe(HopVerdict.HopChangesIt, found.ToString());
        found.Findings.ShouldContain(finding => finding.Id == "SB101");
        found.Places.Select(place => place.Name).ShouldBe(["origin", "proxy"]);
    }

    [Fact]
    public async Task A_slow_model_behind_an_innocent_nginx_is_the_source_and_the_nginx_is_not_blamed()
    {
        var found = Diagnosis.Between(await AtAsync(At("origin", fixture.Home, "/model"), At("proxy", fixture.AtHome, "/model")));

        found.Verdict.ShouldBe(HopVerdict.SlowSource, found.ToString());
        found.Findings.ShouldBeEmpty();
        found.Sentence.ShouldStartWith("origin itself takes ");
    }

    [Fact]
    public async Task A_source_that_sends_in_batches_is_the_source_too()
    {
        var found = Diagnosis.Between(await AtAsync(At("origin", fixture.Home, "/batches"), At("proxy", fixture.AtHome, "/batches")));

        found.Verdict.ShouldBe(HopVerdict.SlowSource, found.ToString());
        found.Sentence.ShouldStartWith("origin itself sends several events at a time.");
    }

    [Fact]
    public async Task A_hop_that_holds_is_blamed_for_the_header_section_alone_where_the_source_sends_all_at_once()
    {
        var found = Diagnosis.Between(await AtAsync(At("origin", fixture.Home, "/slow"), At("proxy", fixture.AtHome, "/outer-held/slow")));

        found.Findings.ShouldHaveSingleItem(found.ToString()).Id.ShouldBe("SB104");
    }

    [Fact]
    public async Task A_hop_that_takes_the_stream_apart_loses_the_heartbeats()
    {
        const string beating = "/clock?count=4&interval=150&heartbeat=40";
        var found = Diagnosis.Between(await AtAsync(At("nginx", fixture.Nginx, beating), At("parser", fixture.Parser, beating)));

        found.Findings.ShouldHaveSingleItem(found.ToString()).Id.ShouldBe("SB106");
    }

    private static (string, Func<Task<Capture>>) At(string name, LabServer server, string target) => (name, () => server.CaptureAsync(target));

    private static (string, Func<Task<Capture>>) At(string name, Uri server, string target) => (name, () => Capture.EventStreamAsync(new(server, target)));

    // In turns, as one should; the three of a turn side by side.
    private static async Task<Place[]> AtAsync(params (string Name, Func<Task<Capture>> Capture)[] places)
    {
        var turns = new List<Capture[]>();
        for (var i = 0; i < 3; i++)
            turns.Add(await Task.WhenAll(places.Select(place => place.Capture())));
        return [.. places.Select((place, index) => new Place(place.Name, [.. turns.Select(turn => turn[index])]))];
    }
}
