using FsCheck;
using FsCheck.Fluent;

namespace StreamBook.Tests;

public class DirectiveTests
{
    [Theory]
    [InlineData("proxy_http_version 1.1;")]
    [InlineData("proxy_set_header Connection \"\";")]
    [InlineData("proxy_set_header Host $host;")]
    [InlineData("proxy_set_header Upgrade $http_upgrade;")]
    [InlineData("proxy_set_header Connection \"Upgrade\";")]
    [InlineData("proxy_set_header X-Real_IP $remote_addr;")]
    [InlineData("proxy_set_header X-Forwarded-For $remote_addr:$remote_port;")]
    [InlineData("internal;")]
    [InlineData("'' close;")]
    [InlineData("set $a ${b}c;")]
    [InlineData("rewrite ^/(\\d+)\\;x$ '/a \"b\"';")]
    public void A_directive_is_rendered_as_it_was_written(string text) => Directive.Parse(text).ToString().ShouldBe(text);

    [Fact]
    public void A_block_is_rendered_over_lines_with_indentation() =>
        Directive.Parse("map $http_upgrade $c{default upgrade;''  close;} # trailing").ToString()
            .ShouldBe("map $http_upgrade $c {\n    default upgrade;\n    '' close;\n}");

    [Fact]
    public void An_empty_block_is_not_a_missing_block() => Directive.Parse("events {}").ShouldNotBe(Directive.Parse("events;"));

    [Theory]
    [InlineData("a \"x y\";", "x y")]
    [InlineData("a 'x\"y';", "x\"y")]
    [InlineData("a \"\\t\\n\\\\\\\"\";", "\t\n\\\"")]
    [InlineData("a \\.php$;", "\\.php$")]
    [InlineData("a x\\;y;", "x\\;y")]
    [InlineData("a b#c;", "b#c")]
    [InlineData("a x}y;", "x}y")]
    [InlineData("a\n # why;\n b\n;", "b")]
    public void An_argument_is_read_as_nginx_reads_it(string text, string value) => Directive.Parse(text).Arguments.ShouldBe([value]);

    [Fact]
    public void Two_ways_to_write_the_same_are_equal() =>
        Directive.Parse("proxy_set_header Connection \"Upgrade\";").ShouldBe(new Directive("proxy_set_header", "Connection", "Upgrade"));

    [Theory]
    [InlineData("proxy_buffering off", "expecting \";\"")]
    [InlineData("map a b { c d;", "expecting \"}\"")]
    [InlineData("a b; }", "unexpected \"}\"")]
    [InlineData("a }", "unexpected \"}\", for no \";\" ends \"a\", in line 1")]
    [InlineData(";", "unexpected \";\"")]
    [InlineData("{}", "unexpected \"{\"")]
    [InlineData("a \"b;", "expecting \"")]
    [InlineData("a \"b\"c;", "after the closing quote")]
    [InlineData("a b; c d;", "2 are in")]
    [InlineData("", "0 are in")]
    [InlineData("a \0;", "NUL")]
    public void Text_that_is_no_directive_is_refused_with_the_reason(string text, string reason) =>
        Should.Throw<ArgumentException>(() => Directive.Parse(text)).Message.ShouldContain(reason);

    [Fact]
    public void Blocks_in_blocks_have_a_limit_and_a_sentence()
    {
        Directive.Parse(Nested(100)).ToString().ShouldContain("a");
        Should.Throw<ArgumentException>(() => Directive.Parse(Nested(200_000))).Message
            .ShouldStartWith("This is no nginx configuration: blocks are nested more than 100 deep in line 1 of:");

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("a {", depth)) + new string('}', depth);
    }

    [Fact]
    public void A_value_that_holds_NUL_is_refused() => Should.Throw<ArgumentException>(() => new Directive("add_header", "X", "a\0b"));

    // Every character that means something to nginx, far more often than chance would bring it.
    private static readonly Gen<string> _hostile = Gen.OneOf(
        Gen.Elements(";", "{", "}", "\n", "\r", "\t", " ", "\"", "'", "\\", "#", "$", "${", "a", ")", "\\n", "; return 500; ", "é", "\u2028"),
        ArbMap.Default.GeneratorFor<char>().Where(c => c != '\0').Select(c => c.ToString()))
        .ArrayOf().Select(string.Concat);

    [Fact]
    public void No_value_can_add_a_directive_or_change() =>
        Prop.ForAll(_hostile.ArrayOf().ToArbitrary(), values =>
        {
            var directive = new Directive("add_header", values);
            var read = Directive.ParseAll($"{directive}\nnext;");
            return read is [var same, { Name: "next" }] && same == directive && same.Arguments.SequenceEqual(values);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void No_name_can_add_a_directive() =>
        Prop.ForAll(_hostile.ToArbitrary(), name =>
            Directive.ParseAll(new Directive(name, [], [new(name)]).ToString()) is [{ Block: [var inner] } outer] && outer.Name == name && inner.Name == name)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
