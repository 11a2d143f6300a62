namespace StreamBook.Tests;

public class FindingCardTests
{
    [Fact]
    public void A_diagnosis_is_a_card_for_each_finding_with_the_cure_for_the_hop_that_was_seen()
    {
        var held = BuiltCaptures.AtOnce(11, 515);
        var html = Html(Diagnosis.Of(held with { Headers = held.Headers.Add(new("Via", "1.1 Caddy")) }));
        html.ShouldContain("SB101");
        html.ShouldContain("response_buffers");
        html.ShouldNotContain("proxy_buffering");
        html.ShouldContain("href=\"https://caddyserver.com/");
        Html(Diagnosis.Of(BuiltCaptures.Steady(4, 50))).ShouldContain("nothing found");
    }

    [Fact]
    public void What_a_peer_sent_never_becomes_markup()
    {
        var capture = BuiltCaptures.Of((10, "<b>: 1\ndata: 1\n\n"), (60, "Data<script>: 2\ndata: x\n<script>alert(1)</script>\n\n")) with { Name = "<i>name</i>" };
        Html(Diagnosis.Of(capture)).ShouldNotContain("<script>");
        Html(Diagnosis.Of(BuiltCaptures.Steady(4, 50) with { Name = "<i>name</i>" })).ShouldNotContain("<i>");
    }

    [Fact]
    public void A_kind_and_a_comparison_have_their_own_cards()
    {
        Html(FindingKind.Find("SB111")!).ShouldContain("proxy_read_timeout 1h;");
        Place[] places = [new("origin", [.. Enumerable.Repeat(BuiltCaptures.Steady(10, 50), 3)]), new("proxy", [.. Enumerable.Repeat(BuiltCaptures.AtOnce(10, 505), 3)])];
        var html = Html(Diagnosis.Between(places));
        html.ShouldContain("<table");
        html.ShouldContain("Between origin and proxy the stream changes");
        html.ShouldContain("SB101");
    }

    private static string Html(object value) => HostFormat.As("text/html", value).ShouldNotBeNull();
}
