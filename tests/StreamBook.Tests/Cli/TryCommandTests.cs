using System.Text.Json;
using StreamBook.Cli.Inspect;
using StreamBook.Cli.Lint;

namespace StreamBook.Tests;

[FullLane]
public sealed class TryCommandTests : IDisposable
{
    private readonly TempFolder _folder = new("streambook-try-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_broken_is_told_with_the_line_that_does_it_and_a_change_that_was_seen_to_mend_it()
    {
        Write("nginx.conf", """
            user www-data;
            events { worker_connections 1024; }
            http {
              access_log /var/log/nginx/access.log;
              upstream app { server app.internal:3000; keepalive 4; }
              server { listen 80; server_name old.example; return 301 https://$host$request_uri; }
              server {
                listen 443 ssl http2; server_name chat.example;
                ssl_certificate /etc/gone.pem; ssl_certificate_key /etc/gone.key;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection upgrade;
                location / { proxy_pass http://app; }
                location /api/ {
                  proxy_http_version 1.0;
                  proxy_pass http://app/v1/;
                  proxy_set_header X-Forwarded-For $remote_addr:$remote_port;
                }
              }
            }
            """);

        var result = await TryAsync("nginx.conf", "--server", "chat.example", "--location", "/api/chat");

        result.ShouldExitWith(1).Output.ShouldStartWith("location /api/ (nginx.conf:13), asked for as /api/chat, on nginx ");
        result.Output.ShouldContain("upstream app is the lab's backend (nginx.conf:5)");
        result.Output.ShouldContain("ssl_certificate is left out (nginx.conf:9)");
        result.Error.ReplaceLineEndings("\n").ShouldStartWith("Starting nginx and a backend ...\n");
        result.Error.ShouldContain("tried: a reload while a stream is open");
        result.Output.ShouldContain("✗ an event stream ");
        result.Output.ShouldContain("an event stream: held · first event ");
        result.Output.ShouldContain("? a client that leaves ");
        result.Output.ShouldContain("held: the first event arrived only after the last of 15 was sent");
        result.Output.ShouldContain("✗ a WebSocket ");
        result.Output.ShouldContain("✗ the client's address ");
        result.Output.ShouldContain("✗ a backend that breaks off ");
        result.Output.ShouldContain("✓ a reload while a stream is open ");
        result.Output.ShouldContain("nginx.conf:14: SB201: ");
        result.Output.ShouldContain("nginx.conf:16: SB205: ");
        result.Output.ShouldContain("nginx.conf:16: SB209: ");
        result.Output.ShouldContain("Tried, and it mends an event stream, ");
        result.Output.ShouldNotContain("still broken");
        result.Output.ShouldContain("  - proxy_http_version 1.0;   (nginx.conf:14)");
        result.Output.ShouldContain("  + proxy_buffering off;");
        result.Output.ShouldContain("  + proxy_set_header Upgrade $http_upgrade;");
    }

    [Fact]
    public async Task Over_TLS_what_HTTP_1_1_is_held_back_from_comes_through_over_HTTP_2()
    {
        Write("site.conf", """
            server {
              listen 443 ssl http2;
              ssl_certificate /etc/gone.pem;
              ssl_certificate_key /etc/gone.key;
              location /events {
                proxy_pass http://app:3000;
                proxy_http_version 1.1;
                proxy_read_timeout 1h;
              }
            }
            """);

        var result = await TryAsync("site.conf");

        result.ShouldExitWith(1).Output.ShouldContain(", with a certificate of the lab, and speak HTTP/2 too");
        result.Output.ShouldContain("✗ an event stream ");
        result.Output.ShouldContain("✓ an event stream over HTTP/2 ");
        result.Output.ShouldContain("site.conf:6: SB201: ");
        result.Output.ShouldContain("`listen 443 ssl http2;` (site.conf:2)");
        result.Output.ShouldContain("  + proxy_buffering off;");
        result.Output.ShouldNotContain("still broken");
    }

    [Fact]
    public async Task As_JSON_it_is_one_object_with_the_line_and_the_change()
    {
        Write("site.conf", "server {\n  location /events {\n    proxy_pass http://app:3000;\n    proxy_http_version 1.0;\n    proxy_read_timeout 1h;\n  }\n}\n");

        // Strict: a member too many or too few throws.
        var result = JsonSerializer.Deserialize<TryResult>((await TryAsync("site.conf", "--json")).ShouldExitWith(1).Output, InspectResult.Options).ShouldNotBeNull();

        result.Location.ShouldBe(new("location /events", "site.conf", 2));
        result.Tried.ShouldContain(tried => tried.Name == "an event stream" && tried.Passed == false);
        result.Causes.ShouldContain(cause => cause.Id == "SB201" && cause.Line == 4);
        var change = result.Change.ShouldNotBeNull();
        change.Mended.ShouldContain("an event stream");
        change.StillBroken.ShouldBeEmpty();
        change.Added.ShouldContain("proxy_buffering off;");
    }

    [Fact]
    public async Task Through_a_healthy_site_all_comes_through()
    {
        Write("site.conf", """
            map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
            server {
              listen 80;
              location = / {
                proxy_pass http://app:3000;
                proxy_http_version 1.1;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_upgrade;
                proxy_set_header Host $http_host;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_buffering off;
                proxy_read_timeout 1h;
              }
            }
            """);

        var result = await TryAsync("site.conf");

        result.ShouldExitWith(0).Output.Split('\n').Count(line => line.StartsWith('✓')).ShouldBe(10, result.Output);
    }

    [Theory]
    [InlineData("http { include gone.conf; server { location / { proxy_pass http://a; } } }", "my.conf:1: include gone.conf: no such file here.\nNo verdict: ")]
    [InlineData("server {\n  location / { proxy_pass http://a; no_such_thing on; }\n}", "my.conf:2: nginx ")]
    [InlineData("server { location ~ ^/a { proxy_pass http://a; } }", "my.conf: there is no proxied location whose path is known. There are: location ~ ^/a (my.conf:1).")]
    [InlineData("server { location / { return 200; } }", "my.conf: no location in it passes requests on with proxy_pass.")]
    [InlineData("server {", "my.conf:1: this is no nginx configuration: ")]
    public async Task Where_there_can_be_no_verdict_it_says_why(string text, string sentence)
    {
        Write("my.conf", text);

        (await TryAsync("my.conf")).ShouldExitWith(2).Error.ReplaceLineEndings("\n").ShouldContain(sentence);
    }

    [Theory]
    [InlineData("return 301 https://$host$request_uri;", 3, "? an event stream ", "nginx redirects, 301, to https://127.0.0.1")]
    [InlineData("deny all;", 3, "? an event stream ", "nginx refuses it, 403: ")]
    [InlineData("if ($args) { return 404; }", 3, "? an event stream ", "answered 404 in place of a stream: a `return`")]
    [InlineData("if ($args) { return 503; }", 1, "✗ an event stream ", "answered 503 in place of a stream")]
    public async Task An_answer_of_nginx_itself_is_no_finding_about_streams(string line, int exitCode, string row, string seen)
    {
        Write("site.conf", $"server {{ {(line.StartsWith("return") ? line : "")} location /events {{ {line} proxy_pass http://app:3000; }} }}");

        var result = await TryAsync("site.conf");

        result.ShouldExitWith(exitCode).Output.ShouldContain(row);
        string.Join(' ', result.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldContain(seen);
        result.Output.ShouldNotContain("SB214");
    }

    [Fact]
    public async Task Where_the_path_says_WebSocket_one_that_is_refused_is_broken()
    {
        Write("site.conf", "server { location /ws { proxy_pass http://app:3000; proxy_buffering off; proxy_read_timeout 1h; } }");

        (await TryAsync("site.conf")).ShouldExitWith(1).Output.ShouldContain("✗ a WebSocket ");
    }

    private Task<BookResult> TryAsync(params string[] args) => BookProcess.RunAsync(_folder.Path, ["try", .. args]);

    private void Write(string name, string text) => File.WriteAllText(_folder.In(name), text);
}
