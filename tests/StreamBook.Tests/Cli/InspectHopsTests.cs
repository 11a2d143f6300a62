using System.Text.Json;
using StreamBook.Cli.Inspect;

namespace StreamBook.Tests;

/// <summary>Real roads: one and two nginx in front of the backend. One lab for all.</summary>
[FullLane]
public sealed class InspectHopsTests(InspectHopsTests.TwoHops hops) : IClassFixture<InspectHopsTests.TwoHops>
{
    private static readonly string _folder = AppContext.BaseDirectory;

    private static Task<BookResult> InspectAsync(params string[] args) => BookProcess.RunAsync(_folder, ["inspect", .. args]);

    private static async Task<InspectResult> JsonAsync(params string[] args) =>
        JsonSerializer.Deserialize<InspectResult>((await InspectAsync([.. args, "--json"])).Output, InspectResult.Options)!;

    [Fact]
    public async Task A_held_stream_is_found_with_its_hop_and_the_command_that_explains_it()
    {
        var result = (await InspectAsync(new Uri(hops.Holding.Url, "/clock?count=10&interval=60").ToString())).ShouldExitWith(1);

        result.Output.ShouldMatch(@"\n  by order +held: the first event arrived only after the last of 10 was sent\n");
        result.Output.ShouldMatch(@"\n  hops +nginx\n");
        result.Output.ShouldMatch(@"\nSB101  .+\n");
        result.Output.ShouldContain("`book explain SB101` tells how that comes about and what helps.");
    }

    [Fact]
    public async Task The_first_hop_holds_and_is_named_as_the_first()
    {
        // Client → streaming outer → holding inner → backend.
        var comparison = (await JsonAsync(Clock(hops.OuterOfHolding), "--origin", hops.Holding.Url.ToString(), "--origin", hops.Backend.Url.ToString())).Comparison.ShouldNotBeNull();

        comparison.Verdict.ShouldBe("hop changes it", comparison.Sentence);
        comparison.After.ShouldBe(hops.Backend.Url.Authority);
        comparison.At.ShouldBe(hops.Holding.Url.Authority);
        comparison.Places.Select(place => place.Name).ShouldBe([hops.Backend.Url.Authority, hops.Holding.Url.Authority, hops.OuterOfHolding.Url.Authority]);
    }

    [Fact]
    public async Task The_second_hop_holds_and_is_named_as_the_second()
    {
        // Client → holding outer → streaming inner → backend.
        var result = (await InspectAsync(Clock(hops.HoldingOuter), "--origin", hops.Streaming.Url.ToString(), "--origin", hops.Backend.Url.ToString())).ShouldExitWith(1);

        result.Output.ShouldContain($"3 of 3: {hops.Backend.Url}clock");
        result.Output.ShouldMatch(@"\n  place +first event +median gap +longest gap\n");
        var json = (await JsonAsync(Clock(hops.HoldingOuter), "--origin", hops.Streaming.Url.ToString(), "--origin", hops.Backend.Url.ToString())).Comparison.ShouldNotBeNull();
        json.Verdict.ShouldBe("hop changes it", json.Sentence);
        json.After.ShouldBe(hops.Streaming.Url.Authority);
        json.At.ShouldBe(hops.HoldingOuter.Url.Authority);
    }

    [Fact]
    public async Task A_slow_model_behind_an_innocent_nginx_is_not_blamed_on_it()
    {
        const string slow = "/v1/chat/completions?count=8&first=900&interval=150";
        var result = await JsonAsync(new Uri(hops.Streaming.Url, slow).ToString(), "--data", """{"model":"m","stream":true,"messages":[{"role":"user","content":"?"}]}""", "--origin", hops.Backend.Url.ToString());

        result.Figures.EventCount.ShouldBeGreaterThan(8);
        result.Comparison.ShouldNotBeNull().Verdict.ShouldBeOneOf("slow source", "nothing changes");
        result.Comparison.At.ShouldBeNull();
        result.Comparison.Findings.ShouldBeEmpty();
        result.Findings.Where(finding => !finding.IsRisk).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_origin_that_is_not_reached_leaves_it_undecided()
    {
        Uri gone;
        await using (var server = ScriptedServer.Closing(""))
            gone = server.Url;

        var result = (await InspectAsync(Clock(hops.Streaming), "--origin", gone.ToString())).ShouldExitWith(3);

        result.Error.ShouldStartWith($"Undecided: the origin {gone.Authority} was not reached: ");
    }

    [Fact]
    public async Task Over_TLS_the_server_chooses_the_version_and_any_certificate_is_taken_when_that_is_asked_for()
    {
        var url = $"https://{hops.OverTls.Url.Authority}/clock?count=4&interval=60";

        (await InspectAsync(url)).ShouldExitWith(2).Error.ShouldStartWith($"{hops.OverTls.Url.Authority}: TLS failed (");
        var result = await JsonAsync(url, "-k");

        result.Figures.HttpVersion.ShouldBe("2.0");
        result.Figures.TlsMs.ShouldNotBeNull().ShouldBeGreaterThan(0);
        result.Figures.Delivery.ShouldBe("streamed");
        (await JsonAsync(url, "-k", "--http", "1.1")).Figures.HttpVersion.ShouldBe("1.1");
    }

    private static string Clock(LabServer server) => new Uri(server.Url, "/clock?count=10&interval=60").ToString();

    public sealed class TwoHops : IAsyncLifetime
    {
        private Lab? _lab;

        public BackendServer Backend => _lab!.Backend;

        public NginxServer Streaming => _lab!.Nginx;

        public NginxServer Holding { get; private set; } = null!;

        public NginxServer OuterOfHolding { get; private set; } = null!;

        public NginxServer HoldingOuter { get; private set; } = null!;

        public NginxServer OverTls { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
            Holding = await _lab.AddNginxAsync(Recipe.Held);
            OuterOfHolding = await _lab.AddNginxAsync(Recipe.Recommended, Holding.Url);
            OverTls = await _lab.AddNginxAsync(Recipe.Recommended.With("http2 on;", NginxContext.Server).WithSelfSignedCertificate());
            HoldingOuter = await _lab.AddNginxAsync(Recipe.Held, Streaming.Url);
        }

        public async Task DisposeAsync() => await _lab!.DisposeAsync();
    }
}
