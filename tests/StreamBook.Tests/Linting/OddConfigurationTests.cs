using FsCheck;
using FsCheck.Fluent;
using StreamBook.Linting;
using StreamBook.Sites;

namespace StreamBook.Tests;

/// <summary>What <c>nginx -t</c> accepts is never called invalid: oddities by hand, and words by chance.</summary>
[FullLane]
public sealed class OddConfigurationTests
{
    public static TheoryData<string> Oddities =>
    [
        "",
        "# nothing but a comment",
        "http { server { location ~ \"^/a{2,3}$\" { proxy_pass http://127.0.0.1:1; } } }",
        "http { server { location ~ \\.php$ { proxy_pass http://127.0.0.1:1; } } }",
        "http { server { location '/with space' { proxy_pass http://127.0.0.1:1/; } } }",
        "http { server { location /a;b/ { } } }".Replace(";b", "b", StringComparison.Ordinal),
        "http{server{location /{proxy_pass http://127.0.0.1:1;}}}",
        "http { map $host $x { default \"}\"; a '{'; b \"\\\"\"; c \\;; ~^d{1}$ 1; } server { location / { proxy_pass http://$x; } } }".Replace("~^d{1}$ 1; ", "\"~^d{1}$\" 1; ", StringComparison.Ordinal),
        "http { map $host $x { volatile; hostnames; default a; *.b c; } }",
        "http { server { set $a \"${host}b\"; location / { proxy_set_header \"X-A\" \"${a}\"; proxy_pass http://127.0.0.1:1; } } }",
        "http { server { location / { if ($args ~ \"a{1}\") { proxy_pass http://127.0.0.1:1; } } } }",
        "http { server { location / { proxy_pass http://127.0.0.1:1; limit_except GET { deny all; } } } }",
        "http { server { location /a { location /a/b { proxy_pass http://127.0.0.1:1; } } location @n { proxy_pass http://127.0.0.1:1; } error_page 404 = @n; } }",
        "http { server { server_name ~^(?<name>.+)\\.example$; location / { proxy_pass http://127.0.0.1:1/$name; } } }",
        "http { log_format a 'x' \"y\" z; log_format b escape=json '{\"a\":\"$host\"}'; }",
        "http { server { return 200 'a\nb # no comment\n'; } }",
        "http {\r\n\tserver {\r\n\t\tlisten 127.0.0.1:18080;\r\n\t}\r\n}\r\n",
        "http { server { listen unix:/tmp/streambook-odd.sock; location / { proxy_pass http://unix:/tmp/x.sock:/y; } } }",
        "http { server { location = / { proxy_pass \"http://127.0.0.1:1\"; proxy_read_timeout 1h30m; proxy_set_header Connection ''; } } }",
        "http { geo $g { default 0; 127.0.0.0/8 1; ranges; }  }".Replace(" ranges;", "", StringComparison.Ordinal),
        "http { split_clients $remote_addr $v { 0.5% a; * b; } types { text/a a; text/b b; } }",
        "http { upstream u { server 127.0.0.1:1 weight=2; server 127.0.0.1:2 backup; keepalive 2; } server { location / { proxy_pass http://u; } } }",
        "user nobody; worker_processes auto; http { }".Replace("user nobody; ", "", StringComparison.Ordinal),
        "http { server { add_header A \"b\\\\c\"; add_header \"D\" 'e\"f'; location / { proxy_pass http://127.0.0.1:1; } } }",
        "http { server { location / { proxy_pass http://127.0.0.1:1; proxy_set_header Upgrade; } } }".Replace(" Upgrade;", " Upgrade \"\";", StringComparison.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Oddities))]
    public async Task What_nginx_accepts_is_read_and_judged(string text)
    {
        var refusal = await RefusalAsync(text);

        refusal.ShouldBeNull(text);
        Judge(text);
    }

    [Fact]
    public async Task Words_by_chance_that_nginx_accepts_are_read_as_many_as_they_are()
    {
        var word = Gen.Elements("a", "b", "\\", "\\\\", "\"", "'", "\\\"", "\\'", "{", "}", "$", "${", ";", "#", " ", "\t", "\n", "\r\n", "x{", "$y", "\\;", "\\{", "\\}", "\\ ");
        var texts = Gen.ListOf(word).Select(string.Concat).Sample(400, 12).Distinct().ToArray();
        var accepted = 0;
        foreach (var batch in texts.Chunk(50))
        {
            await Parallel.ForEachAsync(batch, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (inner, _) =>
            {
                // Names in types mean nothing to nginx: any words are a line of it.
                var text = $"http {{ types {{ {inner}\n }} }}";
                if (await RefusalAsync(text) is not null)
                    return;
                Interlocked.Increment(ref accepted);
                Judge(text);
            });
        }

        accepted.ShouldBeGreaterThan(10, "so that it is not the refused ones alone that are tried");
    }

    private static void Judge(string text) => LintReport.Of(SiteReader.Parse("odd.conf", text), new(1, 22, 1), ["/"]);

    private static async Task<string?> RefusalAsync(string text)
    {
        using var folder = new TempFolder("streambook-odd-");
        // Where a build that was told nothing puts its access.log.
        Directory.CreateDirectory(folder.In("logs"));
        await File.WriteAllTextAsync(folder.In("nginx.conf"), $"{text}\nevents {{ }} error_log stderr; pid nginx.pid;");
        var (exitCode, answer) = await (await NginxProgram.FindAsync()).RunAsync(["-t", "-p", folder.Path, "-c", folder.In("nginx.conf")], default);
        return exitCode == 0 ? null : answer;
    }
}
