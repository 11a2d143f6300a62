namespace StreamBook.Tests;

public class NginxConfigurationTests
{
    [Fact]
    public void With_adds_behind_what_is_there_and_changes_nothing_else()
    {
        var configuration = Recipe.Article.With("proxy_buffering", "off").With("gzip on;", NginxContext.Http);

        configuration.Location[..7].ShouldBe(Recipe.Article.Location);
        configuration.Location[7].ToString().ShouldBe("proxy_buffering off;");
        configuration.Http.ShouldHaveSingleItem().ToString().ShouldBe("gzip on;");
        Recipe.Article.Http.ShouldBeEmpty();
    }

    [Fact]
    public void With_takes_several_directives_as_text() =>
        new NginxConfiguration().With("a b; c d;", NginxContext.Server).Server.Select(directive => directive.Name).ShouldBe(["a", "c"]);

    [Fact]
    public void Without_a_name_removes_all_of_that_name() =>
        Recipe.Article.Without("proxy_set_header").Location.ShouldHaveSingleItem().Name.ShouldBe("proxy_http_version");

    [Fact]
    public void Without_a_directive_removes_that_one_only() =>
        Recipe.Article.Without("proxy_set_header Connection \"\";").Location.Select(directive => directive.ToString()).ShouldBe(
            Recipe.Article.Location.Select(directive => directive.ToString()).Where((_, index) => index != 1));

    [Fact]
    public void Without_one_of_two_equal_directives_leaves_the_other()
    {
        var twice = new NginxConfiguration().With("add_header X 1; add_header X 1;");

        twice.Without(Directive.Parse("add_header X 1;")).Location.ShouldHaveSingleItem();
        twice.Without("add_header").Location.ShouldBeEmpty();
    }

    [Fact]
    public void Without_what_is_not_there_lists_what_is()
    {
        var error = Should.Throw<ArgumentException>(() => Recipe.Held.Without("proxy_bufering"));

        error.Message.ShouldContain("location context has no proxy_bufering");
        error.Message.ShouldContain("proxy_http_version 1.0;");
        error.Message.ShouldContain("proxy_buffering on;");
        Should.Throw<ArgumentException>(() => Recipe.Held.Without("proxy_buffering off;"));
        Should.Throw<ArgumentException>(() => Recipe.Held.Without("proxy_buffering", NginxContext.Http)).Message.ShouldContain("It has: nothing");
    }

    [Fact]
    public void Configurations_are_equal_by_their_directives()
    {
        Recipe.Bare.With("gzip on;").ShouldBe(Recipe.Bare.With("gzip", "on"));
        Recipe.Bare.With("gzip on;").ShouldNotBe(Recipe.Bare.With("gzip on;", NginxContext.Http));
    }

    [Fact]
    public void A_configuration_shows_what_is_in_it() => Recipe.Held.With("gzip on;", NginxContext.Http).ToString()
        .ShouldBe("# http\ngzip on;\n\n# location\nproxy_http_version 1.0;\nproxy_buffering on;");

    [Fact]
    public void The_article_has_its_seven_lines_in_their_order() => Recipe.Article.Location.Select(directive => directive.ToString()).ShouldBe(
    [
        "proxy_http_version 1.1;",
        "proxy_set_header Connection \"\";",
        "proxy_set_header Host $host;",
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection \"Upgrade\";",
        "proxy_set_header X-Real_IP $remote_addr;",
        "proxy_set_header X-Forwarded-For $remote_addr:$remote_port;",
    ]);

    [Fact]
    public void A_recipe_is_found_by_its_name() => Recipe.Find("Article").Configuration.ShouldBe(Recipe.Article);

    [Fact]
    public void An_unknown_recipe_is_answered_with_those_there_are() =>
        Should.Throw<ArgumentException>(() => Recipe.Find("best")).Message.ShouldContain("bare, article, held, recommended");
}
