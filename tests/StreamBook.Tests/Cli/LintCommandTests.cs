using System.Text.Json;

namespace StreamBook.Tests;

[FullLane]
public sealed class LintCommandTests : IDisposable
{
    private const string Held = "server {\n    location /events {\n        proxy_pass http://127.0.0.1:3000;\n        proxy_read_timeout 1h;\n    }\n}\n";

    private readonly TempFolder _folder = new("streambook-lint-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_finding_is_a_line_that_editors_know_with_what_was_seen_and_a_cure()
    {
        Write("site.conf", Held);

        var result = await LintAsync("site.conf", "--nginx", "1.28", "--stream", "/events");

        result.ShouldExitWith(1).Output.ShouldBe("""
            site.conf:3:9: error SB201: An event stream is held until a buffer is full or the stream ends.
                proxy_http_version is not set, which means 1.0 in nginx 1.28.0 (1.1 from 1.29.7 on). proxy_buffering is not set, which means on. In location /events.
                Cure: `proxy_buffering off;` in the location of the stream, or `proxy_http_version 1.1;`, with which events that come in chunks pass at once, but for clients that speak HTTP/1.1 over TLS.
            1 error in 1 proxied location.
            Assumed: nginx 1.28.0 (--nginx).
            Assumed: site.conf is read as what stands in http { }; what is set outside of it is not seen.
            `book explain SB201` tells how it comes about, and all cures.

            """.ReplaceLineEndings(Environment.NewLine));
    }

    [Fact]
    public async Task Without_an_error_the_exit_code_is_0_and_the_version_decides()
    {
        Write("site.conf", Held);

        (await LintAsync("site.conf", "--nginx", "1.28")).ShouldExitWith(0).Output.ShouldContain("1 warning in 1 proxied location.");
        (await LintAsync("site.conf", "--nginx", "1.29.7", "--stream", "/events")).ShouldExitWith(0).Output.ShouldStartWith("Nothing found in 1 proxied location.");
    }

    [Fact]
    public async Task A_file_that_another_one_includes_is_read_there()
    {
        Write("nginx.conf", "events { }\nhttp {\n  proxy_buffering off;\n  include site.conf;\n}\n");
        Write("site.conf", Held);

        (await LintAsync("nginx.conf", "site.conf", "--nginx", "1.28", "--stream", "/events")).ShouldExitWith(0).Output.ShouldStartWith("Nothing found in 1 proxied location.");
    }

    [Fact]
    public async Task As_JSON_it_is_one_object()
    {
        Write("site.conf", Held);

        var root = JsonDocument.Parse((await LintAsync("site.conf", "--nginx", "1.28", "--json")).ShouldExitWith(0).Output).RootElement;

        root.GetProperty("nginx").GetString().ShouldBe("1.28.0");
        root.GetProperty("locations").GetInt32().ShouldBe(1);
        var finding = root.GetProperty("findings").EnumerateArray().ShouldHaveSingleItem();
        finding.GetProperty("id").GetString().ShouldBe("SB201");
        finding.GetProperty("level").GetString().ShouldBe("warning");
        (finding.GetProperty("file").GetString(), finding.GetProperty("line").GetInt32()).ShouldBe(("site.conf", 3));
        finding.GetProperty("cure").GetString().ShouldNotBeNullOrEmpty();
    }

    /// <summary>What the standard demands of a log (sections 3.13, 3.14, 3.18, 3.19, 3.27 to 3.30, 3.49), for what is written of it.</summary>
    [Fact]
    public async Task The_SARIF_file_is_what_the_standard_demands()
    {
        Write("sub folder/site.conf", Held + "# book: ignore SB201\n");

        (await LintAsync("sub folder/site.conf", "--nginx", "1.28", "--sarif", "out/lint.sarif")).ShouldExitWith(0);

        var log = JsonDocument.Parse(File.ReadAllText(_folder.In("out/lint.sarif"))).RootElement;
        log.GetProperty("version").GetString().ShouldBe("2.1.0");
        log.GetProperty("$schema").GetString().ShouldEndWith("/sarif-schema-2.1.0.json");
        var run = log.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        var driver = run.GetProperty("tool").GetProperty("driver");
        driver.GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        var rules = driver.GetProperty("rules").EnumerateArray().ToArray();
        rules.Select(rule => rule.GetProperty("id").GetString()).ShouldBe(["SB201", "SB290", "SB291"]);
        rules.ShouldAllBe(rule => rule.GetProperty("shortDescription").GetProperty("text").GetString()!.EndsWith('.') && Uri.IsWellFormedUriString(rule.GetProperty("helpUri").GetString(), UriKind.Absolute));
        var results = run.GetProperty("results").EnumerateArray().ToArray();
        results.Length.ShouldBe(3);
        foreach (var result in results)
        {
            rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString().ShouldBe(result.GetProperty("ruleId").GetString());
            result.GetProperty("level").GetString().ShouldBeOneOf("none", "note", "warning", "error");
            result.GetProperty("message").GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
            var place = result.GetProperty("locations").EnumerateArray().ShouldHaveSingleItem().GetProperty("physicalLocation");
            place.GetProperty("artifactLocation").GetProperty("uri").GetString().ShouldBe("sub%20folder/site.conf");
            place.GetProperty("region").GetProperty("startLine").GetInt32().ShouldBeGreaterThan(0);
            place.GetProperty("region").GetProperty("startColumn").GetInt32().ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task An_Ingress_is_read_as_the_configuration_that_is_written_from_it()
    {
        Write("ingress.yaml", """
            apiVersion: v1
            kind: Service
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: chat
              annotations:
                nginx.ingress.kubernetes.io/proxy-buffering: "on"
                nginx.ingress.kubernetes.io/proxy-http-version: "1.0"
                nginx.ingress.kubernetes.io/proxy-read-timeout: "30" # book: ignore SB203 heartbeats come every 10 s
                nginx.ingress.kubernetes.io/configuration-snippet: |
                  proxy_set_header X-Real_IP $remote_addr;
            spec:
              rules:
                - http:
                    paths:
                      - path: /events
            """);

        var result = await LintAsync("ingress.yaml", "--nginx", "1.28", "--stream", "/events");

        result.ShouldExitWith(1).Output.ShouldContain("ingress.yaml:10:5: error SB201");
        result.Output.ShouldContain("ingress.yaml:13:");
        result.Output.ShouldContain("warning SB208");
        result.Output.ShouldNotContain("SB203");
        result.Output.ShouldContain("Assumed: Ingress chat is read as what ingress-nginx writes from it");
    }

    [Fact]
    public async Task An_Ingress_without_annotations_streams_but_is_cut_when_silent()
    {
        Write("ingress.yml", "kind: Ingress\nspec:\n  rules:\n  - http:\n      paths:\n      - path: /events\n");

        var result = await LintAsync("ingress.yml", "--nginx", "1.28", "--stream", "/events");

        result.ShouldExitWith(0).Output.ShouldContain("SB203");
        result.Output.ShouldContain("1 warning in 1 proxied location.");
    }

    [Theory]
    [InlineData("gone.conf", "gone.conf: no such file.")]
    [InlineData("folder", "folder: a folder; name the files in it.")]
    [InlineData("broken.conf", "broken.conf:2: this is no nginx configuration: unexpected end, expecting \"}\".")]
    [InlineData("binary.conf", "binary.conf: this is no nginx configuration: it holds NUL bytes.")]
    [InlineData("no.yaml", "no.yaml:2: this is no YAML: ")]
    [InlineData("service.yaml", "service.yaml: there is no Ingress in it.")]
    [InlineData("--strem", "There is no option --strem.")]
    public async Task What_cannot_be_linted_is_named_in_a_sentence(string file, string sentence)
    {
        Directory.CreateDirectory(_folder.In("folder"));
        Write("broken.conf", "http {\n");
        Write("binary.conf", "a\0b");
        Write("no.yaml", "a: [");
        Write("service.yaml", "kind: Service");

        (await LintAsync(file)).ShouldExitWith(2).Error.ShouldStartWith(sentence);
    }

    [Theory]
    [InlineData("http { include gone.conf; }", "gone.conf", "SB292")]
    [InlineData("http { include nginx.conf; }", "nginx.conf", "SB293")]
    public async Task An_include_that_cannot_be_followed_is_found_and_nginx_does_not_start_with_it(string text, string include, string id)
    {
        Write("nginx.conf", text + "\nevents { }\nerror_log stderr;\n");

        var nginx = await (await NginxProgram.FindAsync()).RunAsync(["-t", "-p", _folder.Path, "-c", _folder.In("nginx.conf")], default);

        nginx.ExitCode.ShouldNotBe(0);
        nginx.Answer.ShouldContain(include);
        (await LintAsync("nginx.conf", "--nginx", "1.28")).Output.ShouldContain($"nginx.conf:1:8: {(id == "SB293" ? "error" : "warning")} {id}: ");
    }

    private Task<BookResult> LintAsync(params string[] args) => BookProcess.RunAsync(_folder.Path, ["lint", .. args]);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.In(name))!);
        File.WriteAllText(_folder.In(name), text);
    }
}
