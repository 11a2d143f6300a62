using StreamBook.Sites;

namespace StreamBook.Tests;

public sealed class ProxiedLocationTests
{
    [Fact]
    public void A_setting_is_that_of_the_innermost_block_that_has_it()
    {
        var location = One("http { proxy_buffering on; server { proxy_buffering off; proxy_read_timeout 1s; location / { proxy_pass http://a; } } }");

        location.Setting("proxy_buffering")!.ToString().ShouldBe("proxy_buffering off;");
        location.Setting("proxy_read_timeout")!.Arguments.ShouldBe(["1s"]);
        location.Setting("proxy_cache").ShouldBeNull();
    }

    [Fact]
    public void Lines_of_a_lower_block_replace_all_of_the_blocks_around()
    {
        var location = One("http { proxy_set_header A 1; server { proxy_set_header B 2; proxy_set_header C 3; location / { proxy_set_header D 4; proxy_pass http://a; } } }");

        location.Settings("proxy_set_header").Select(line => line.Arguments[0]).ShouldBe(["D"]);
        location.Replaced("proxy_set_header").Select(line => line.Arguments[0]).ShouldBe(["B", "C"]);
    }

    [Fact]
    public void A_condition_takes_on_the_proxy_pass_around_it_and_a_nested_location_does_not()
    {
        var site = SiteReader.Parse("c", "server { location / { proxy_pass http://a; if ($arg_x) { add_header X 1; } if ($arg_y) { set $z 1; } if ($arg_v) { proxy_pass http://b; } location /n { gzip on; } } location @n { proxy_pass http://c; } }");

        site.Locations.Select(location => $"{location.Name}: {location.Pass.Arguments[0]}").ShouldBe(
            ["location /: http://a", "location / › if ($arg_x): http://a", "location / › if ($arg_v): http://b", "location @n: http://c"]);
    }

    [Fact]
    public void A_variable_has_the_values_of_its_map_or_of_its_sets()
    {
        var location = One("http { map $http_upgrade $c { default upgrade; '' close; } server { set $s a; location / { if ($arg_x) { set $s b; } proxy_set_header Connection $c; proxy_pass http://a; } } }");

        location.SentHeader("connection")!.Value.ShouldBe(["upgrade", "close"]);
        location.Values("${s}").ShouldBe(["a", "b"]);
        location.Values("$elsewhere").ShouldBe(["$elsewhere"]);
        location.SentHeader("Host").ShouldBeNull();
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/api", "/")]
    [InlineData("/api/", "/api/")]
    [InlineData("/api/x", "/api/")]
    [InlineData("/exact", "= /exact")]
    [InlineData("/exact/", "/")]
    [InlineData("/static/a.php", "^~ /static/")]
    [InlineData("/api/a.php", "~ \\.php$")]
    [InlineData("/a.PHP", "~* \\.PHP$")]
    [InlineData("/api/deep/x", "/api/deep/")]
    public void A_path_belongs_to_the_location_that_nginx_gives_it_to(string path, string location)
    {
        var site = SiteReader.Parse("c", "server { location / { } location /api/ { location /api/deep/ { } } location = /exact { } location ^~ /static/ { } location ~ \\.php$ { } location ~* \\.PHP$ { } }");

        string.Join(' ', LocationMatch.Find(site.Http.Single().Inner("server").Single(), path)!.Arguments).ShouldBe(location);
    }

    private static ProxiedLocation One(string text) => SiteReader.Parse("c", text).Locations.ShouldHaveSingleItem();
}
