using StreamBook.Diagnoses;

namespace StreamBook.Tests;

[FullLane, Collection(DiagnosisCollection.Name)]
public class FindingTests(DiagnosisFixture fixture)
{
    public static TheoryData<int, string> Symptoms => Numbered(Symptom.All.Select(symptom => symptom.Id));

    public static TheoryData<int, string> ComparedSymptoms => Numbered(ComparedSymptom.All.Select(symptom => symptom.Id));

    [Theory, MemberData(nameof(Symptoms))]
    public async Task A_finding_is_made_where_real_servers_bring_it_about_and_not_without_the_cause(int index, string id)
    {
        var sick = Diagnosis.Of(await Symptom.All[index].Sick(fixture));
        sick.Findings.ShouldContain(finding => finding.Id == id, $"{sick}\n{sick.Capture}");

        var healthy = Diagnosis.Of(await Symptom.All[index].Healthy(fixture));
        healthy.Findings.ShouldNotContain(finding => finding.Id == id, $"{healthy}\n{healthy.Capture}");
        if (healthy.Capture.Ending is not CaptureEnding.NoAnswer)
            healthy.Capture.Status.ShouldBeOneOf(200, 101);
    }

    [Theory, MemberData(nameof(ComparedSymptoms))]
    public async Task A_finding_that_takes_several_requests_is_made_where_real_servers_bring_it_about_and_not_without_the_cause(int index, string id)
    {
        (await ComparedSymptom.All[index].Sick(fixture)).Select(finding => finding.Id).ShouldBe([id]);
        (await ComparedSymptom.All[index].Healthy(fixture)).Select(finding => finding.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_has_a_test_that_brings_it_about() =>
        FindingKind.All.Except(ConfigurationKinds.All).Select(kind => kind.Id).ShouldBe(Symptom.All.Select(symptom => symptom.Id).Concat(ComparedSymptom.All.Select(symptom => symptom.Id)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task By_order_it_is_sure_and_from_arrivals_alone_as_sure_as_they_allow()
    {
        (await FindAsync("SB101", 0)).Sureness.ShouldBe(Sureness.Sure);
        (await FindAsync("SB101", 1)).Sureness.ShouldBe(Sureness.CannotTell);
        (await FindAsync("SB102", 2)).Sureness.ShouldBe(Sureness.Sure);
        (await FindAsync("SB102", 3)).Sureness.ShouldBe(Sureness.Likely);
    }

    [Fact]
    public async Task A_hop_is_known_by_its_headers() =>
        Diagnosis.Of(await fixture.Nginx.CaptureAsync("/clock?count=2")).Hops.ShouldContain(hop => hop.Name == "nginx");

    [Fact]
    public async Task On_ten_healthy_streams_nothing_is_found()
    {
        var chat = new CaptureOptions { Body = """{"model":"m","stream":true,"messages":[]}""" };
        var input = chat with { Body = """{"model":"m","stream":true,"input":"x"}""" };
        var captures = await Task.WhenAll(
            fixture.Backend.CaptureAsync("/clock?count=8&interval=50"),
            fixture.Nginx.CaptureAsync("/clock?count=8&interval=50&framing=close"),
            fixture.Nginx.CaptureAsync("/clock?count=4&interval=150&heartbeat=40"),
            fixture.Nginx.CaptureAsync("/clock?count=5&interval=60&size=20000"),
            fixture.Outer.CaptureAsync("/clock?count=6&interval=60&retry=3000"),
            fixture.Nginx.CaptureAsync("/live?interval=40", new() { StopAfter = 5 }),
            fixture.Nginx.CaptureAsync("/flushed-gzip/clock?count=6&interval=60", new() { Headers = [new("Accept-Encoding", "gzip")] }),
            fixture.Nginx.CaptureAsync("/v1/chat/completions?count=8&first=300&interval=40", chat),
            fixture.Nginx.CaptureAsync("/v1/responses?count=8&first=300&interval=40", input),
            fixture.Nginx.CaptureWebSocketAsync("/ws/ticker?count=5&interval=60"),
            fixture.AtHome.CaptureAsync("/steady"),
            fixture.AtHome.CaptureAsync("/model"));

        captures.Select(Diagnosis.Of).Where(diagnosis => !diagnosis.Findings.IsEmpty || diagnosis.Undecided is not null).Select(diagnosis => diagnosis.ToString()).ShouldBeEmpty();
    }

    private static TheoryData<int, string> Numbered(IEnumerable<string> ids)
    {
        var data = new TheoryData<int, string>();
        foreach (var (index, id) in ids.Index())
            data.Add(index, id);
        return data;
    }

    private async Task<Finding> FindAsync(string id, int index) => Diagnosis.Of(await Symptom.All[index].Sick(fixture)).Findings.First(finding => finding.Id == id);
}
