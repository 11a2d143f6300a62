using StreamBook.Sites;

namespace StreamBook.Tests;

public sealed class SiteReaderTests : IDisposable
{
    private readonly TempFolder _folder = new("streambook-site-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_include_stands_in_its_place_and_knows_its_own_file_and_line()
    {
        Write("nginx.conf", "events { }\nhttp {\n    include conf.d/*.conf;\n}\n");
        Write("conf.d/b.conf", "server {\n  location /b {\n    include snippets/proxy.conf;\n  }\n}\n");
        Write("conf.d/a.conf", "server { location /a { proxy_pass http://a; } }");
        Write("conf.d/.hidden.conf", "server { location /no { proxy_pass http://no; } }");
        Write("snippets/proxy.conf", "\nproxy_pass http://b;\n");

        var site = SiteReader.Read(_folder.In("nginx.conf"));

        site.Problems.ShouldBeEmpty();
        site.Locations.Select(location => location.Name).ShouldBe(["location /a", "location /b"]);
        site.Locations[1].Pass.Place.ShouldBe(new(_folder.In("snippets/proxy.conf"), 2, 1));
    }

    [Fact]
    public void A_missing_include_is_named_with_its_place_and_the_rest_is_read()
    {
        Write("nginx.conf", "http {\n  include gone.conf;\n  include none/*.conf;\n  include mime.types;\n  server { location / { proxy_pass http://a; } }\n}");

        var site = SiteReader.Read(_folder.In("nginx.conf"));

        site.Problems.ShouldHaveSingleItem().ShouldBe(new(new(_folder.In("nginx.conf"), 2, 3), "gone.conf", IsLoop: false));
        site.Notes.ShouldContain(note => note.Contains("mime.types is not here", StringComparison.Ordinal));
        site.Locations.Length.ShouldBe(1);
    }

    [Fact]
    public void A_loop_of_includes_ends_and_is_named()
    {
        Write("nginx.conf", "http {\n  include a.conf;\n}");
        Write("a.conf", "include b.conf;");
        Write("b.conf", "\ninclude a.conf;");

        SiteReader.Read(_folder.In("nginx.conf")).Problems.ShouldHaveSingleItem().ShouldBe(new(new(_folder.In("b.conf"), 2, 1), "a.conf", IsLoop: true));
    }

    [Fact]
    public void A_site_in_a_copy_of_the_folder_finds_its_includes_from_the_folder_of_nginx_conf()
    {
        Write("sites-available/app", "server { include /etc/nginx/snippets/common.conf; include snippets/proxy.conf; }");
        Write("snippets/common.conf", "proxy_set_header A b;");
        Write("snippets/proxy.conf", "location / { proxy_pass http://a; }");

        var site = SiteReader.Read(_folder.In("sites-available/app"));

        site.Problems.ShouldBeEmpty();
        site.Locations.ShouldHaveSingleItem().Settings("proxy_set_header").Length.ShouldBe(1);
        site.Notes.ShouldContain(note => note.StartsWith("include /etc/nginx/snippets/common.conf is read from", StringComparison.Ordinal));
    }

    [Fact]
    public void What_nginx_T_writes_is_read_as_the_files_it_is_of()
    {
        Write("all.txt", "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n# configuration file /etc/nginx/nginx.conf:\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n  include mime.types;\n}\n\n# configuration file /etc/nginx/conf.d/a.conf:\nserver {\n  location / {\n    proxy_pass http://a;\n  }\n}\n\n# configuration file /etc/nginx/mime.types:\ntypes { }\n");

        var site = SiteReader.Read(_folder.In("all.txt"));

        site.Problems.ShouldBeEmpty();
        site.Locations.ShouldHaveSingleItem().Pass.Place.ShouldBe(new("/etc/nginx/conf.d/a.conf", 3, 5));
    }

    [Theory]
    [InlineData("server { location / { proxy_pass http://a; } }", "http { }")]
    [InlineData("location / { proxy_pass http://a; }", "server { }")]
    [InlineData("proxy_pass http://a; proxy_buffering off;", "a location")]
    [InlineData("proxy_set_header Host $host;", "one is assumed beside it")]
    public void A_fragment_is_read_where_it_would_stand_and_says_so(string text, string note)
    {
        var site = SiteReader.Parse("part", text);

        site.Locations.Length.ShouldBe(1);
        site.Notes.ShouldContain(said => said.Contains(note, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http {\n  server {\n}", "no.conf:3: this is no nginx configuration: unexpected end, expecting \"}\".")]
    [InlineData("http {\n}\n}\n", "no.conf:3: this is no nginx configuration: unexpected \"}\".")]
    [InlineData("Hello; world.\nHow; are you;\n", "no.conf: this is no nginx configuration: none of its words is a directive of nginx.")]
    [InlineData("a\0b;", "no.conf:1: this is no nginx configuration: NUL cannot be read.")]
    public void What_is_no_configuration_is_told_in_a_sentence(string text, string sentence) =>
        Should.Throw<SiteException>(() => SiteReader.Parse("no.conf", text)).Message.ShouldBe(sentence);

    [Fact]
    public void Lua_is_passed_over()
    {
        var site = SiteReader.Parse("lua.conf", "location / { access_by_lua_block { local a = \"}\" -- it's }\n if x then return { 1 } end } proxy_pass http://a; }");

        site.Locations.ShouldHaveSingleItem().Pass.Place.Line.ShouldBe(2);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.In(name))!);
        File.WriteAllText(_folder.In(name), text);
    }
}
