using StreamBook.Nginx;

namespace StreamBook.Tests;

/// <summary>Configuration as it is written in a cell, and what is told about places in it.</summary>
public sealed class NginxCellTests
{
    [Fact]
    public void A_directive_stands_in_the_innermost_context_that_nginx_allows_it_in()
    {
        var read = NginxCell.Read("""
            worker_processes 2;
            map $http_upgrade $connection_upgrade { default upgrade; }
            http2 on;
            location /ws { proxy_pass http://backend; }
            proxy_buffering off;
            no_such_word;
            """);

        read.Main.Select(directive => directive.Name).ShouldBe(["worker_processes"]);
        read.Http.Select(directive => directive.Name).ShouldBe(["map"]);
        read.Server.Select(directive => directive.Name).ShouldBe(["http2", "location"]);
        read.Location.Select(directive => directive.Name).ShouldBe(["proxy_buffering", "no_such_word"]);
    }

    [Fact]
    public void A_block_of_the_lab_keeps_what_is_in_it()
    {
        var read = NginxCell.Read("http { proxy_buffering on; server { gzip on; location / { proxy_buffering off; } } server { listen 81; } }");

        read.Http.Select(directive => directive.Name).ShouldBe(["proxy_buffering", "server"]);
        read.Server.Select(directive => directive.ToString()).ShouldBe(["gzip on;"]);
        read.Location.Select(directive => directive.ToString()).ShouldBe(["proxy_buffering off;"]);
    }

    [Theory]
    [InlineData("¦{", "unexpected \"{\"")]
    [InlineData("gzip on¦", "unexpected end, expecting \";\"")]
    [InlineData("gzip ¦\"on;", "unexpected end, expecting \"")]
    public void What_cannot_be_read_is_told_with_its_place(string marked, string reason)
    {
        var complaint = NginxComplaint.Of(Should.Throw<UnreadableConfigurationException>(() => NginxCell.Read(marked.Replace("¦", "", StringComparison.Ordinal))));

        complaint.Start.ShouldBe(marked.IndexOf('¦', StringComparison.Ordinal));
        complaint.Message.ShouldBe(reason);
    }

    [Theory]
    [InlineData("unknown directive \"gzipp\" in /lab/nginx.conf:LINE", "gzip on;\nserver { etag on; }\n  ¦gzipp¦ off;", "gzipp off;")]
    [InlineData("invalid value \"x\" in \"etag\" directive, it must be \"on\" or \"off\" in /lab/nginx.conf:LINE", "http { gzip on; server {\n etag ¦x¦; } }\n gzip off;", "etag x;")]
    [InlineData("\"gzip\" directive is duplicate in /lab/nginx.conf:LINE", "map $a $b { c d; }\ngzip on; ¦gzip¦ off;", "gzip off;")]
    [InlineData("unknown \"no_such\" variable", "gzip on;\nadd_header A $¦no_such¦;", "")]
    public void What_nginx_refuses_is_told_with_its_place_in_the_cell(string answer, string marked, string refused)
    {
        var parts = marked.Split('¦');
        var text = string.Concat(parts);
        var configuration = NginxCell.Read(text);
        var rendered = new NginxTemplate(new(new(1, 30, 6), ""), 8080, new("http://backend:1/"), null).Render(configuration);
        var line = Array.FindLastIndex(rendered.Split('\n'), rendered => rendered.Trim() == refused) + 1;

        var complaint = NginxComplaint.Of(NginxConfigurationException.FromAnswer($"nginx: [emerg] {answer.Replace("LINE", $"{line}", StringComparison.Ordinal)}", "/lab", rendered), configuration, text);

        (complaint.Start, complaint.Length).ShouldBe((parts[0].Length, parts[1].Length));
    }

    [Theory]
    [InlineData("proxy_buff", "proxy_buffering", "proxy_pass")]
    [InlineData("gzip on;\nmap $a $b { } h", "http2", "x")]
    [InlineData("location /x { }\nserver { l", "listen", "limit_except")]
    [InlineData("server { location / { a", "alias", "accept_mutex")]
    [InlineData("upstream b { s", null, "server")]
    [InlineData("gzip o", null, "on")]
    [InlineData("# gz", null, "gzip")]
    [InlineData("add_header X \"a;b\"; gzi", "gzip", "map")]
    [InlineData("proxy_set_header X ${hos", "host", "http_host")]
    [InlineData("add_header X $ur", "uri", "args")]
    public void Where_a_directive_begins_the_context_decides_and_behind_a_dollar_sign_are_variables(string text, string? offered, string notOffered)
    {
        var names = NginxCompletions.At(text, text.Length).Select(completion => completion.Name).ToArray();

        if (offered is null)
            names.ShouldBeEmpty();
        else
            names.ShouldContain(offered);
        names.ShouldNotContain(notOffered);
    }

    [Fact, FullLane]
    public async Task The_nginx_of_this_machine_allows_a_directive_where_the_vocabulary_says()
    {
        await using var lab = await Lab.StartAsync(new() { Host = LabHost.Processes, Configuration = Recipe.Bare });

        foreach (var name in (string[])["proxy_buffering", "proxy_pass", "map", "server_name", "http2_max_field_size", "gzip", "alias", "worker_processes", "limit_except", "return"])
        {
            foreach (var context in Enum.GetValues<NginxContext>())
            {
                var refusal = await Should.ThrowAsync<NginxConfigurationException>(() => lab.UseAsync(Recipe.Bare.With(new Directive(name), context)));
                refusal.Reason.Contains("not allowed here", StringComparison.Ordinal)
                    .ShouldBe(!NginxVocabulary.DirectiveContexts[name].Contains(context), $"{name} in {context}: {refusal.Reason}");
            }
        }
    }
}
