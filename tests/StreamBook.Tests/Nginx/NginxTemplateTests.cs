using StreamBook.Nginx;

namespace StreamBook.Tests;

public class NginxTemplateTests
{
    private static readonly NginxBuild _old = new(new(1, 22, 1), "");

    private static string Render(NginxConfiguration configuration, NginxBuild? build = null, string? user = null) =>
        new NginxTemplate(build ?? _old, 4001, new("http://127.0.0.1:4002/path"), user).Render(configuration);

    [Fact]
    public void The_learners_lines_stand_in_their_contexts_under_a_comment()
    {
        var text = Render(Recipe.Recommended);

        text.ShouldContain("    # the configuration under test\n    map $http_upgrade $connection_upgrade {\n        default upgrade;\n");
        text.ShouldContain("            proxy_pass http://backend;\n\n            # the configuration under test\n            proxy_http_version 1.1;\n");
        text.ShouldContain("    upstream backend {\n        server 127.0.0.1:4002;\n    }\n");
        text.ShouldContain("        listen 127.0.0.1:4001;\n");
    }

    [Fact]
    public void The_whole_text_can_be_read_back() => Directive.ParseAll(Render(Recipe.Article)).Select(directive => directive.Name)
        .ShouldBe(["daemon", "pid", "error_log", "worker_processes", "events", "http"]);

    [Theory]
    [InlineData("worker_processes 2;", NginxContext.Main, "worker_processes 1")]
    [InlineData("events { worker_connections 16; }", NginxContext.Main, "worker_connections 128")]
    [InlineData("access_log off;", NginxContext.Http, "access_log access.log")]
    [InlineData("proxy_pass http://127.0.0.1:1;", NginxContext.Location, "proxy_pass http://backend")]
    public void A_directive_replaces_the_default_of_its_name(string directive, NginxContext context, string replaced)
    {
        Render(Recipe.Bare).ShouldContain(replaced);
        Render(Recipe.Bare.With(directive, context)).ShouldNotContain(replaced);
    }

    [Theory]
    [InlineData("listen 127.0.0.1:5000;", NginxContext.Server, "listen 127.0.0.1:4001;")]
    [InlineData("error_log mine.log debug;", NginxContext.Main, "error_log error.log notice;")]
    [InlineData("upstream other { server 127.0.0.1:1; }", NginxContext.Http, "upstream backend {")]
    [InlineData("log_format mine $status;", NginxContext.Http, "log_format stream")]
    public void What_the_lab_needs_stays_beside_a_directive_of_its_name(string directive, NginxContext context, string kept) =>
        Render(Recipe.Bare.With(directive, context)).ShouldContain(kept);

    [Fact]
    public void Http2_is_a_parameter_of_listen_before_1_25_1_and_a_directive_from_then_on()
    {
        var http2 = Recipe.Bare.With("http2 on;", NginxContext.Server);

        Render(http2).ShouldContain("listen 127.0.0.1:4001 http2;");
        Render(http2).ShouldNotContain("http2 on");
        Render(http2, new(new(1, 25, 1), "")).ShouldContain("http2 on;");
        Render(http2, new(new(1, 25, 1), "")).ShouldContain("listen 127.0.0.1:4001;");
        Render(Recipe.Bare.With("http2 off;", NginxContext.Server)).ShouldNotContain("http2");
    }

    [Fact]
    public void With_a_certificate_nginx_listens_with_TLS()
    {
        var secure = Recipe.Bare.With("http2 on;", NginxContext.Server).WithSelfSignedCertificate();

        Render(secure).ShouldContain("listen 127.0.0.1:4001 ssl http2;");
        Render(secure, new(new(1, 25, 1), "")).ShouldContain("listen 127.0.0.1:4001 ssl;");
        secure.ShouldBe(Recipe.Bare.With("http2 on;", NginxContext.Server).WithSelfSignedCertificate(), "it is made once");
    }

    [Fact]
    public void A_module_that_was_left_out_of_the_build_gets_no_temporary_path()
    {
        Render(Recipe.Bare).ShouldContain("uwsgi_temp_path uwsgi_temp;");
        Render(Recipe.Bare, new(new(1, 22, 1), "--without-http_uwsgi_module")).ShouldNotContain("uwsgi_temp");
    }

    [Fact]
    public void The_user_is_named_only_where_nginx_may_choose()
    {
        Render(Recipe.Bare, user: "learner").ShouldContain("user learner;");
        Render(Recipe.Bare).ShouldNotContain("user ");
    }

    [Fact]
    public void What_nginx_says_of_itself_is_read()
    {
        var build = NginxBuild.Parse("nginx version: nginx/1.31.5 (custom)\nconfigure arguments: --without-http_scgi_module").ShouldNotBeNull();

        build.Version.ShouldBe(new Version(1, 31, 5));
        build.Has("http_scgi_module").ShouldBeFalse();
        build.Has("http_proxy_module").ShouldBeTrue();
        NginxBuild.Parse("command not found").ShouldBeNull();
    }
}
