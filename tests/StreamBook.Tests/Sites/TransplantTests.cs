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
        var moved = Move($"http {{ upstream named {{ server app:1 weight=2; zone z 1m; keepalive 2; }} server {{ listen 443 ssl; location / {{ {location} }} }} }}");

        var server = moved.Http.Single(directive => directive.Name == "server");
        server.Block!.Value[0].ShouldBe(Directive.Parse("listen 127.0.0.1:4000 default_server;"));
        server.Block.Value[1].Block!.Value.ShouldBe(Directive.ParseAll(expected));
        moved.Http.Single(directive => directive.Name == "upstream").ShouldBe(Directive.Parse("upstream named { server 127.0.0.1:5000; keepalive 2; }"));
    }

    [Fact]
    public void Every_difference_is_told_with_its_place()
    {
        var site = SiteReader.Parse("c", "user a;\nhttp {\n  access_log /x;\n  server { listen 80; location / { proxy_pass http://a; } }\n}");

        Transplant.Of(site, site.Http.Single().Inner("server").Single(), 4000, "127.0.0.1:5000").Differences.ShouldBe(
            ["user is left out (c:1)", "access_log is left out (c:3)", "its servers listen on 127.0.0.1:4000, without TLS: what TLS changes, `book lint` tells", "http://a is the lab's backend (c:4)"]);
    }

    private static NginxConfiguration Move(string text)
    {
        var site = SiteReader.Parse("c", text);
        return Transplant.Of(site, site.Http.Single().Inner("server").Single(), 4000, "127.0.0.1:5000").Configuration;
    }
}
