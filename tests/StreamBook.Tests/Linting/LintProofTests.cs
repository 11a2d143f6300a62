using System.Net;
using StreamBook.Diagnoses;
using StreamBook.Linting;
using StreamBook.Sites;

namespace StreamBook.Tests;

/// <summary>No rule without proof: what it finds shows on a real nginx, and where it finds nothing it does not.</summary>
[FullLane]
public sealed class LintProofTests(LintLab lab) : IClassFixture<LintLab>
{
    public static TheoryData<string> Ids => [.. LintProof.All.Select(proof => proof.Kind.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task What_a_rule_finds_shows_on_a_real_nginx_and_is_gone_when_it_is_mended(string id)
    {
        var proof = LintProof.All.Single(proof => proof.Kind.Id == id);
        await Task.WhenAll(lab.Broken.UseAsync(proof.Broken(lab)), lab.Mended.UseAsync(proof.Mended(lab)));

        Found(lab.Broken).ShouldContain(id, lab.Broken.ConfigurationText);
        Found(lab.Mended).ShouldNotContain(id, lab.Mended.ConfigurationText);
        var shows = await Task.WhenAll(proof.IsBroken(lab, lab.Broken), proof.IsBroken(lab, lab.Mended));
        shows.ShouldBe([true, false], $"broken shows it, mended does not\n{lab.Broken.ConfigurationText}");
    }

    [Fact]
    public async Task A_WebSocket_is_refused_in_a_location_for_it_that_sends_neither_line_on()
    {
        NginxConfiguration Location(string lines) => Recipe.Bare.With($"location /ws/ {{ proxy_pass http://127.0.0.1:{lab.Lab.Backend.Url.Port}; proxy_http_version 1.1; {lines} }}", NginxContext.Server);
        await Task.WhenAll(lab.Broken.UseAsync(Location("")), lab.Mended.UseAsync(Location("proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;")));

        Found(lab.Broken).ShouldContain("SB204");
        Found(lab.Mended).ShouldNotContain("SB204");
        (await lab.Broken.CaptureWebSocketAsync("/ws/ticker?count=1")).Status.ShouldNotBe(101);
        (await lab.Mended.CaptureWebSocketAsync("/ws/ticker?count=1")).Status.ShouldBe(101);
    }

    [Fact]
    public async Task Over_TLS_chunks_are_held_from_a_client_of_HTTP_1_1_and_not_from_one_of_HTTP_2()
    {
        static NginxConfiguration Tls(string location) => Recipe.Bare.WithSelfSignedCertificate().With("http2 on;", NginxContext.Server).With("proxy_http_version 1.1;").With(location);
        await Task.WhenAll(lab.Broken.UseAsync(Tls("proxy_buffering on;")), lab.Mended.UseAsync(Tls("proxy_buffering off;")));

        Found(lab.Broken).ShouldContain("SB201");
        Found(lab.Mended).ShouldNotContain("SB201");
        var (by1, by2, mended) = (await SeeAsync(lab.Broken, HttpVersion.Version11), await SeeAsync(lab.Broken, HttpVersion.Version20), await SeeAsync(lab.Mended, HttpVersion.Version11));
        (by1.Delivery, by2.Delivery, mended.Delivery).ShouldBe((Delivery.Held, Delivery.Streamed, Delivery.Streamed), $"{by1}\n{by2}\n{mended}");

        static Task<Capture> SeeAsync(NginxServer nginx, Version version) =>
            Capture.EventStreamAsync(new Uri($"https://{nginx.Url.Authority}/clock?count=4&interval=50"), new() { HttpVersion = version, TrustsAnyCertificate = true });
    }

    [Fact]
    public void Every_rule_has_its_proof() => ConfigurationKinds.All.Select(kind => kind.Id)
        .Except(LintProof.All.Select(proof => proof.Kind.Id)).ShouldBe(["SB290", "SB291", "SB292", "SB293"], "of these nginx knows nothing, or IncludeTests has the proof");

    private static string[] Found(NginxServer nginx) =>
        [.. LintReport.Of(SiteReader.Parse("nginx.conf", nginx.ConfigurationText), nginx.Version, ["/"]).Findings.Select(finding => finding.Kind.Id).Distinct()];
}
