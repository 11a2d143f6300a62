using StreamBook.Linting;
using StreamBook.Sites;

namespace StreamBook.Tests;

/// <summary>What the proofs on a real nginx leave open: levels, versions, and what must not be found.</summary>
public sealed class LintRulesTests
{
    private const string Upgrade = "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; proxy_set_header Host $host;";

    [Theory]
    [InlineData("1.22.1", "location / { proxy_pass http://127.0.0.1; }", "SB201 Note")]
    [InlineData("1.29.6", "location / { proxy_pass http://127.0.0.1; }", "SB201 Note")]
    [InlineData("1.29.7", "location / { proxy_pass http://127.0.0.1; }", "")]
    [InlineData("1.29.7", "location / { proxy_pass http://127.0.0.1; proxy_http_version 1.0; }", "SB201 Note")]
    [InlineData("1.22.1", "location /events { proxy_pass http://127.0.0.1; }", "SB201 Warning, SB203 Warning")]
    [InlineData("1.22.1", "location /events { proxy_pass http://127.0.0.1; proxy_buffering off; proxy_read_timeout 1h; }", "")]
    [InlineData("1.22.1", "location /events { proxy_pass http://127.0.0.1; proxy_buffering off; proxy_read_timeout 1h; proxy_ignore_client_abort on; }", "SB222 Warning")]
    [InlineData("1.22.1", "location / { proxy_pass http://127.0.0.1; proxy_buffering Off; chunked_transfer_encoding OFF; proxy_read_timeout 1h; proxy_ignore_client_abort ON; }", "SB219 Warning, SB222 Warning")]
    [InlineData("1.22.1", "location /files { proxy_pass http://127.0.0.1; proxy_http_version 1.1; proxy_ignore_client_abort on; }", "")]
    [InlineData("1.22.1", "location /events { proxy_pass http://127.0.0.1; proxy_http_version 1.0; proxy_read_timeout 1h; add_header x-accel-buffering No; }", "SB201 Warning, SB218 Error")]
    [InlineData("1.22.1", "location /revents { proxy_pass http://127.0.0.1; proxy_http_version 1.1; }", "")]
    [InlineData("1.29.7", "server { listen 443 ssl; location /events { proxy_pass http://127.0.0.1; proxy_read_timeout 1h; } }", "SB201 Warning")]
    [InlineData("1.29.7", "server { listen 443 ssl; http2 on; location /events { proxy_pass http://127.0.0.1; proxy_read_timeout 1h; } }", "SB201 Note")]
    [InlineData("1.22.1", "server { listen 443 ssl http2; location /events { proxy_pass http://127.0.0.1; proxy_http_version 1.1; proxy_read_timeout 1h; } }", "SB201 Note")]
    [InlineData("1.29.7", "server { listen 443 ssl; location /events { proxy_pass http://127.0.0.1; proxy_buffering off; proxy_read_timeout 1h; } }", "")]
    [InlineData("1.29.7", "location /ws { proxy_read_timeout 1h; proxy_pass http://127.0.0.1; }", "SB204 Warning")]
    [InlineData("1.29.7", "location /socket.io { proxy_read_timeout 1h; proxy_pass http://127.0.0.1; }", "")]
    [InlineData("1.29.7", "location /ws { proxy_read_timeout 1h; proxy_pass http://127.0.0.1; " + Upgrade + " }", "")]
    [InlineData("1.29.6", "location /ws { proxy_read_timeout 1h; proxy_buffering off; proxy_pass http://127.0.0.1; " + Upgrade + " }", "SB206 Warning")]
    [InlineData("1.29.7", "upstream u { server 127.0.0.1; keepalive 2; } server { location / { proxy_pass http://u; } }", "")]
    [InlineData("1.29.7", "upstream u { server 127.0.0.1; keepalive 2; } server { location / { proxy_set_header Connection close; proxy_pass http://u; } }", "SB216 Warning")]
    [InlineData("1.29.4", "upstream u { server 127.0.0.1; keepalive 2; } server { location / { proxy_http_version 2; proxy_pass http://u; } }", "")]
    [InlineData("1.29.7", "location / { proxy_set_header Connection $args; proxy_pass http://127.0.0.1; }", "")]
    [InlineData("1.29.7", "location / { proxy_set_header Connection $connection_upgrade; proxy_pass http://127.0.0.1; }", "SB204 Error")]
    [InlineData("1.29.7", "location / { proxy_set_header Connection $http_connection; proxy_pass http://127.0.0.1; }", "SB204 Error")]
    [InlineData("1.29.7", "location / { proxy_set_header Connection 'keep-alive, Upgrade'; proxy_pass http://127.0.0.1; }", "SB204 Error")]
    public void The_version_and_what_is_known_of_the_traffic_decide(string version, string text, string expected) => Found(text, version).ShouldBe(expected);

    [Theory]
    [InlineData("proxy_pass http://u;")]
    [InlineData("proxy_pass http://u$request_uri;")]
    [InlineData("proxy_pass http://127.0.0.1:3000$request_uri;")]
    [InlineData("proxy_pass http://[::1]:3000/$1;")]
    [InlineData("set $b u; proxy_pass http://$b;")]
    [InlineData("set $b http://127.0.0.1:3000; proxy_pass $b;")]
    [InlineData("proxy_pass http://localhost:81/a;")]
    [InlineData("proxy_pass http://localhost:80/$uri;")]
    [InlineData("resolver 127.0.0.1; proxy_pass http://$host;")]
    [InlineData("proxy_pass http:/$uri;")]
    public void An_address_that_nginx_has_or_can_look_up_needs_no_resolver(string pass) =>
        Found($"http {{ upstream u {{ server 127.0.0.1; }} server {{ location /o {{ proxy_pass http://localhost:80; }} location / {{ {pass} }} }} }}", "1.29.7").ShouldBe("");

    [Theory]
    [InlineData("set $b app:3000; proxy_pass http://$b;", "SB214 Error")]
    [InlineData("proxy_pass http://app:3000$request_uri;", "SB214 Error")]
    [InlineData("proxy_pass http://$host;", "SB214 Warning")]
    public void An_address_that_it_cannot_look_up_does(string pass, string expected) => Found($"http {{ server {{ location / {{ {pass} }} }} }}", "1.29.7").ShouldBe(expected);

    [Fact]
    public void What_rests_on_something_not_being_set_is_a_note_where_a_file_that_may_set_it_is_missing()
    {
        Found("http { server { include gone.conf; location /events { proxy_pass http://127.0.0.1; } } }", "1.22.1").ShouldBe("SB201 Note, SB203 Note, SB292 Warning");
        Found("location / { proxy_pass http://$host; }", "1.29.7").ShouldBe("");
    }

    [Fact]
    public void A_path_that_is_named_makes_an_error_of_a_note_and_one_that_nothing_takes_is_told()
    {
        var report = LintReport.Of(SiteReader.Parse("c", "server { location /a { proxy_pass http://127.0.0.1; proxy_read_timeout 1h; } }"), new(1, 22, 1), ["/a/b", "/c"]);

        report.Findings.ShouldHaveSingleItem().Level.ShouldBe(LintLevel.Error);
        report.Notes.ShouldContain("no proxied location of c takes /c");
    }

    [Fact]
    public void A_line_that_does_harm_in_several_locations_is_found_once() =>
        LintReport.Of(SiteReader.Parse("c", "server { proxy_set_header X-Real_IP $remote_addr; location /a { proxy_pass http://127.0.0.1; } location /b { proxy_pass http://127.0.0.1; } }"), new(1, 29, 7), [])
            .Findings.ShouldHaveSingleItem().Location.ShouldBe("location /a, location /b");

    [Theory]
    [InlineData("proxy_set_header X-Real_IP a; # book: ignore SB208 the backend is old", "")]
    [InlineData("# book: ignore SB208 the backend is old\n\n# more\nproxy_set_header X-Real_IP a;", "")]
    [InlineData("proxy_set_header X-Real_IP a; # book: ignore SB208", "SB290 Warning")]
    [InlineData("proxy_set_header X-Real_IP a; # book: ignore SB201, SB208 two", "SB291 Warning")]
    [InlineData("proxy_set_header X-Real-IP a; # book: ignore SB208 mended", "SB291 Warning")]
    [InlineData("# book: ignore SB208 too far away\nproxy_set_header A b;\nproxy_set_header X-Real_IP a;", "SB208 Warning, SB291 Warning")]
    [InlineData("proxy_set_header X-Real_IP 'a # book: ignore SB208 no comment';", "SB208 Warning")]
    public void A_comment_takes_a_finding_of_its_line_away_and_says_why(string line, string expected) =>
        Found($"location / {{ proxy_pass http://127.0.0.1;\n{line}\n}}", "1.29.7").ShouldBe(expected);

    [Theory]
    [InlineData("90", 90.0)]
    [InlineData("1h30m", 5400.0)]
    [InlineData("1h 30m", 5400.0)]
    [InlineData("500ms", 0.5)]
    [InlineData("99999999999999999999y", 1e10)]
    [InlineData("$time", null)]
    [InlineData("", null)]
    [InlineData("1234567890123456789012345678901234567890x", null)]
    public void A_time_is_read_as_nginx_reads_it(string text, double? seconds) => (NginxTime.Parse(text)?.TotalSeconds).ShouldBe(seconds);

    private static string Found(string text, string version) => string.Join(", ",
        LintReport.Of(SiteReader.Parse("c", text), Version.Parse(version), []).Findings.Select(finding => $"{finding.Kind.Id} {finding.Level}").Order(StringComparer.Ordinal));
}
