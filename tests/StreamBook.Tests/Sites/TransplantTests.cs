using StreamBook.Sites;

namespace StreamBook.Tests;

public sealed class TransplantTests
{
    [Theory]
    [InlineData("proxy_pass https://app.internal/v1/;", "proxy_pass http://127.0.0.1:5000/v1/;")]
    [InlineData("proxy_pass http://$host$request_uri;", "proxy_pass http://127.0.0.1:5000;")]
    [InlineData("proxy_pass http://unix:/run/app.sock:/x;", "proxy_pass http://127.0.0.1:5000;")]
    [InlineData("proxy_pass http://named/x;", "proxy_pass http://named/x;")]
    [InlineData("proxy_pass http://a; auth_basic x; proxy_ssl_name y; proxy_buffering off;", "proxy_pass http://127.0.0.1:5000; proxy_buffering off;")]
    public void What_only_the_persons_machine_has_is_replaced_and_the_rest_stays(string location, string expected)
    {
        var moved = Move($"http {{ upstream named {{ server app:1 weight=2; zone z 1m; keepalive 2; }} server {{ listen 80; location / {{ {location} }} }} }}");

        var server = moved.Http.Single(directive => directive.Name == "server");
        server.Block!.Value[0].ShouldBe(Directive.Parse("listen 127.0.0.1:4000 default_server;"));
        server.Block.Value[1].Block!.Value.ShouldBe(Directive.ParseAll(expected));
        moved.Http.Single(directive => directive.Name == "upstream").ShouldBe(Directive.Parse("upstream named { server 127.0.0.1:5000; keepalive 2; }"));
    }

    [Fact]
    public void Every_difference_is_told_with_its_place()
    {
        var site = SiteReader.Parse("c", "user a;\nhttp {\n  access_log /x;\n  server { listen 80; location / { proxy_pass http://a; } }\n}");

        Of(site).Differences.ShouldBe(
            ["user is left out (c:1)", "access_log is left out (c:3)", "its servers listen on 127.0.0.1:4000", "http://a is the lab's backend (c:4)"]);
    }

    [Theory]
    [InlineData("listen 443 ssl;", "1.29.7", "listen 127.0.0.1:4000 ssl default_server;", ", with a certificate of the lab")]
    [InlineData("listen 443 ssl http2;", "1.22.1", "listen 127.0.0.1:4000 ssl http2 default_server;", ", with a certificate of the lab, and speak HTTP/2 too; they are asked over HTTP/1.1 unless it says so")]
    [InlineData("listen 443 ssl; http2 on;", "1.25.1", "listen 127.0.0.1:4000 ssl default_server; http2 on;", ", with a certificate of the lab, and speak HTTP/2 too; they are asked over HTTP/1.1 unless it says so")]
    public void A_server_with_TLS_keeps_it_with_another_certificate(string listen, string version, string expected, string difference)
    {
        var site = SiteReader.Parse("c", $"http {{ server {{ {listen} ssl_certificate /gone; ssl_buffer_size 4k; ssl on; location / {{ proxy_pass http://a; }} }} }}");

        var moved = Of(site, version);

        moved.Configuration.Http.Select(directive => directive.Name).ShouldBe(["ssl_certificate", "ssl_certificate_key", "server"]);
        moved.Configuration.Http[^1].Block!.Value[..^1].ShouldBe(Directive.ParseAll($"{expected} ssl_buffer_size 4k;"));
        moved.Differences.ShouldContain($"its servers listen on 127.0.0.1:4000{difference}");
    }

    private static NginxConfiguration Move(string text) => Of(SiteReader.Parse("c", text)).Configuration;

    private static Transplant Of(Site site, string version = "1.22.1") => Transplant.Of(site, site.Locations.Single(), 4000, "127.0.0.1:5000", new(Version.Parse(version), ""));
}
