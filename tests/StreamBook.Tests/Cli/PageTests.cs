using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamBook.Cli.Document;
using StreamBook.Cli.Kernel;
using StreamBook.Cli.Page;
using StreamBook.Cli.Runner;
using StreamBook.Cli.Session;

namespace StreamBook.Tests;

public sealed class PageTests
{
    [Theory]
    [InlineData("<p>a<p>b &lt; c < d")]
    [InlineData("<table><tr><td>1<td>2<tr><td>3</table>")]
    [InlineData("<ul><li>a<li>b</ul><br><img src='data:image/png;base64,AAAA' alt=''>")]
    [InlineData("<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/><g><title>a</title></g></svg><!-- </div> -->")]
    [InlineData("<div class='a > b' data-x=\"</div>\">x</div>")]
    [InlineData("plain text, 1 < 2")]
    [InlineData("<a href='https://example.org/a:b'>a</a> <a href='02.html#x:y'>b</a> <a href='#c'>c</a> <a href='mailto:d@example.org'>d</a>")]
    [InlineData("<p style=\"color: #123; margin: 0 calc(1em + 2px) !important; font: 1em 'Segoe UI', serif\">a</p>")]
    [InlineData("<p style>a</p><p style=''>b</p><p style=' ; color:red ; '>c</p>")]
    [InlineData("<svg viewBox='0 0 1 1'><defs><linearGradient id='g'><stop offset='0'/></linearGradient></defs><rect fill='url(#g)'/><use href='#g'/></svg>")]
    [InlineData("<details open><summary>a</summary><progress max=1 value=.5>b</progress></details>")]
    [InlineData("</p><p>a</body></html>")]
    [InlineData("<b><i></b></i></script>")]
    public void Html_that_is_closed_in_itself_stands_in_the_page(string html) =>
        HtmlFragment.Kind(html).ShouldBe(HtmlFragmentKind.Plain);

    [Theory]
    [InlineData("</div>")]
    [InlineData("<div>")]
    [InlineData("<div/>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<script>1</script>")]
    [InlineData("<p onclick=\"x()\">a</p>")]
    [InlineData("<a href=\"javascript:x()\">a</a>")]
    [InlineData("<!DOCTYPE html><html><head><title>a</title></head><body>a</body></html>")]
    [InlineData("<!-- open")]
    [InlineData("<!--> <div> -->")]
    [InlineData("<style>p{}")]
    [InlineData("<p title=\"open>a</p>")]
    [InlineData("<title>a</title>")]
    [InlineData("<svg><script>1</script></svg>")]
    [InlineData("<textarea>")]
    [InlineData("<div")]
    [InlineData("</section>")]
    [InlineData("</figure></div></section></main><main>")]
    [InlineData("<table><tr><td></div></td></tr>")]
    [InlineData("<b>a")]
    [InlineData("<body style='display:none'>")]
    [InlineData("<html hidden>")]
    [InlineData("<plaintext>")]
    [InlineData("<a href=\"java&#115;cript:x()\">a</a>")]
    [InlineData("<a href=\"java\tscript:x()\">a</a>")]
    [InlineData("<a href=\" \u0001javascript:x()\">a</a>")]
    [InlineData("<a href=\"data:text/html,x\">a</a>")]
    [InlineData("<a href=\"vbscript:x\">a</a>")]
    [InlineData("<svg><a xlink:href=\"javascript:x()\"><text>a</text></a></svg>")]
    [InlineData("<svg><use href=\"https://example.org/a.svg#b\"/></svg>")]
    [InlineData("<svg><rect fill=\"url(https://example.org/a.svg#b)\"/></svg>")]
    [InlineData("<svg><image href=\"https://example.org/a.png\"/></svg>")]
    [InlineData("<svg><set attributeName=\"href\" to=\"javascript:x()\"/></svg>")]
    [InlineData("<svg><foreignObject><p>a</p></foreignObject></svg>")]
    [InlineData("<svg><style><img src=x onerror=x()></style></svg>")]
    [InlineData("<math><mi xlink:href=\"javascript:x()\">a</mi></math>")]
    [InlineData("<p style=\"position:fixed;inset:0\">a</p>")]
    [InlineData("<p style=\"color:red;/**/position:fixed\">a</p>")]
    [InlineData("<p style=\"pos\\69tion:fixed\">a</p>")]
    [InlineData("<p style=\"background:url(//example.org/a.png)\">a</p>")]
    [InlineData("<p style=\"background:image-set('//example.org/a.png' 1x)\">a</p>")]
    [InlineData("<p style=\"transform:translate(-500px)\">a</p>")]
    [InlineData("<img src=\"https://example.org/a.png\" alt=''>")]
    [InlineData("<img src=\"//example.org/a.png\" alt=''>")]
    [InlineData("<img src=\"a.png\" alt=''>")]
    [InlineData("<img src=\"data:text/html,x\" alt=''>")]
    [InlineData("<img srcset=\"https://example.org/a.png 1x\" alt=''>")]
    [InlineData("<table background=\"//example.org/a.png\"><tr><td>a</table>")]
    [InlineData("<video src=\"data:video/mp4,\"></video>")]
    [InlineData("<input autofocus onfocus=x()>")]
    [InlineData("<form action=x><button>a</button></form>")]
    [InlineData("<iframe srcdoc=a></iframe>")]
    [InlineData("<meta http-equiv=refresh content='0;url=//example.org'>")]
    [InlineData("<base href=\"//example.org\">")]
    [InlineData("<link rel=stylesheet href=a.css>")]
    [InlineData("<template shadowrootmode=open><p>a</p></template>")]
    [InlineData("<div><template shadowrootmode=open><p>a</p></template></div>")]
    [InlineData("<p contenteditable>a</p>")]
    [InlineData("<own-element>a</own-element>")]
    public void Html_that_would_reach_out_of_its_place_is_foreign(string html) =>
        HtmlFragment.Kind(html).ShouldBe(HtmlFragmentKind.Foreign);

    [Fact]
    public void Html_with_styles_is_kept_apart() =>
        HtmlFragment.Kind("<style>p > b { color: red }</style><p>a</p>").ShouldBe(HtmlFragmentKind.Styled);

    [Theory]
    [InlineData("<b>")]
    [InlineData("<div>")]
    [InlineData("<svg><g>")]
    [InlineData("<table><tr><td>")]
    public void What_is_nested_deeper_than_a_browser_reads_it_is_foreign(string open)
    {
        var close = string.Concat(open.Split('<', StringSplitOptions.RemoveEmptyEntries).Reverse().Select(tag => "</" + tag));

        HtmlFragment.Kind(string.Concat(Enumerable.Repeat(open, 20)) + string.Concat(Enumerable.Repeat(close, 20))).ShouldBe(HtmlFragmentKind.Plain);
        HtmlFragment.Kind(string.Concat(Enumerable.Repeat(open, 20_000)) + string.Concat(Enumerable.Repeat(close, 20_000))).ShouldBe(HtmlFragmentKind.Foreign);
    }

    [Fact]
    public void A_long_run_of_half_a_tag_takes_no_time()
    {
        HtmlFragment.Kind("<a" + string.Concat(Enumerable.Repeat(" =x=x", 50_000))).ShouldBe(HtmlFragmentKind.Foreign);
        HtmlFragment.Kind("<a" + new string(' ', 50_000)).ShouldBe(HtmlFragmentKind.Foreign);
    }

    [Theory]
    [InlineData("#r \"../a.dll\"\nusing StreamBook;\n// note\nvar x = $\"{1 + 2} < {y}\"; /* c */ await F(0x1F, 'c', \"\"\"raw\"\"\");\n")]
    [InlineData("this does not ( compile \"at all")]
    [InlineData("")]
    [InlineData("#!magic --x\n1+1")]
    [InlineData("#if false\nskipped < text\n#endif\n")]
    public void Marked_code_is_the_code_and_nothing_else(string code)
    {
        var html = CSharpHtml.Of(code);
        WebUtility.HtmlDecode(Regex.Replace(html, "<[^>]*>", "")).ShouldBe(code);
    }

    [Fact]
    public void Keywords_strings_numbers_comments_and_directives_are_marked()
    {
        var html = CSharpHtml.Of("#r \"a.dll\"\nvar x = await F(\"s\", 42); // why");

        html.ShouldContain("<span class=\"d\">#r");
        html.ShouldContain("<span class=\"k\">var</span>");
        html.ShouldContain("<span class=\"k\">await</span>");
        html.ShouldContain("<span class=\"s\">&quot;s&quot;</span>");
        html.ShouldContain("<span class=\"n\">42</span>");
        html.ShouldContain("<span class=\"c\">// why</span>");
    }

    [Theory]
    [InlineData("\u001b[1;31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007text\u001b]8;;http://x\u001b\\link", "textlink")]
    [InlineData("a\r\nb\rc", "a\nb␍\nc")]
    [InlineData("\0\u0007\u007f\u001b", "␀␇␡␛")]
    [InlineData("tab\tand 😀\n", "tab\tand 😀\n")]
    public void Text_for_a_terminal_becomes_plain(string text, string plain) => PlainText.Of(text).ShouldBe(plain);

    [Fact]
    public void What_is_no_character_is_shown_as_one_that_says_so() => PlainText.Of("\ud800x\u0085").ShouldBe("\ufffdx\ufffd");

    [Fact]
    public void Outputs_stand_in_order_and_cannot_break_the_page()
    {
        var page = Page(new Cell(CellKind.Code, "a", "1"),
            new CellOutput.Text(false, "first </script></main>\u001b[31m"),
            Value(("text/html", "<b>second</b>"), ("text/plain", "no")),
            Value(("text/html", "</main></div>third")),
            Value(("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><text>fourth</text></svg>"), ("text/plain", "no")),
            Value(("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><title>Lanes</title><script>evil()</script></svg>")),
            Value(("text/markdown", "| fifth |\n|---|\n| <script> |")),
            Value(("application/json", "{\"sixth\":1}")));

        string[] parts = ["first &lt;/script&gt;", "<b>second</b>", "third", "fourth", "<img alt=\"Lanes\"", "fifth", "sixth"];
        var places = parts.Select(part => page.IndexOf(part, StringComparison.Ordinal)).ToArray();
        places.ShouldAllBe(place => place > 0);
        places.ShouldBeInOrder();
        page.ShouldContain("<table>");
        Count(page, "</main>").ShouldBe(1);
        Count(page, "<script").ShouldBe(0);
        page.ShouldContain("srcdoc=\"&lt;/main&gt;&lt;/div&gt;third\"");
        page.ShouldNotContain('\u001b');
        page.ShouldNotContain(">no<");
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))", "[x](javascript:alert(1))")]
    [InlineData("![x](https://example.org/a.png)", "![x](https://example.org/a.png)")]
    [InlineData("*fine*", "<em>fine</em>")]
    public void A_value_in_Markdown_is_text_where_it_would_act_or_load(string markdown, string shown)
    {
        var page = Page(new Cell(CellKind.Code, "a", "1"), Value(("text/markdown", markdown)));

        page.ShouldContain(shown);
        page.ShouldNotContain("href=\"javascript");
        page.ShouldNotContain("src=\"https");
    }

    [Fact]
    public void A_page_has_a_policy_under_which_nothing_is_loaded_and_only_frames_run_scripts()
    {
        var page = Page(new Cell(CellKind.Code, "a", "1"), Value(("text/html", "<b>plain</b>")));
        var framed = Page(new Cell(CellKind.Code, "a", "1"), Value(("text/html", "<script src=\"https://example.org/a.js\"></script>")));

        Policy(page).ShouldStartWith("default-src 'none'; img-src data:; ");
        Policy(page).ShouldNotContain("script-src");
        page.ShouldNotContain("from the network");
        Policy(framed).ShouldEndWith("; script-src 'unsafe-inline'");
        framed.ShouldContain("It asks for files from the network, which this page does not load.");

        static string Policy(string page) => Regex.Match(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\">").Groups[1].Value;
    }

    [Fact]
    public void A_page_has_landmarks_a_skip_link_a_heading_and_loads_nothing()
    {
        var page = Page(new Cell(CellKind.Code, "a", "1"));

        page.ShouldContain("<html lang=\"en\">");
        page.ShouldContain("<a class=\"skip\" href=\"#content\">");
        page.ShouldContain("<main id=\"content\">");
        page.ShouldContain("<h1>a</h1>");
        page.ShouldContain("<nav aria-label=\"Workbook\">");
        Regex.Matches(page, "(?:src|href)=\"(?:https?:)?//").ShouldBeEmpty();
    }

    [Fact]
    public void Headings_get_anchors_that_are_unique_in_the_page_and_links_between_notebooks_lead_to_pages()
    {
        var cells = ImmutableArray.Create(
            new Cell(CellKind.Markdown, "a", "# Title\n## The `data` field\n[next](02.ipynb#x) [web](https://example.org/02.ipynb)"),
            new Cell(CellKind.Markdown, "b", "## The data field\n<div> not closed"));
        var file = new NotebookFile("/book/01.ipynb", new(cells), "");

        var page = NotebookPage.Render(new(file, [], default), null, new("02.html", "Two"), new Dictionary<string, string> { ["/book/02.ipynb"] = "02.html" });

        page.ShouldContain("<h1 id=\"title\">");
        page.ShouldContain("id=\"the-data-field\"");
        page.ShouldContain("id=\"the-data-field-2\"");
        page.ShouldContain("<a href=\"02.html#x\">next</a>");
        page.ShouldContain("<a href=\"https://example.org/02.ipynb\">web</a>");
        page.ShouldContain("&lt;div&gt; not closed");
        page.ShouldContain("<a rel=\"next\" class=\"next\" href=\"02.html\"><small>Next</small> Two</a>");
        Regex.Matches(page, " id=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ShouldBeUnique();
    }

    [Theory]
    [InlineData("![x](a%00.png) [y](b%00.ipynb)", null, "a%00.png")]
    [InlineData("![x](attachment:a.png)", "{\"a.png\": {}}", "attachment:a.png")]
    [InlineData("![x](attachment:a.png)", "{\"a.png\": \"no object\"}", "attachment:a.png")]
    [InlineData("![x](attachment:a.png)", "{\"a.png\": {\"text/html\": \"AAAA\", \"image/png\": 1}}", "attachment:a.png")]
    [InlineData("![x](attachment:a%20b.png)", "{\"a b.png\": {\"image/png\": \"AAAA\"}}", "<img src=\"data:image/png;base64,AAAA\" alt=\"x\"")]
    [InlineData("![x](missing.png)", null, "<a href=\"missing.png\">x</a>")]
    [InlineData("![](https://example.org/a.png)", null, "<a href=\"https://example.org/a.png\">https://example.org/a.png</a>")]
    [InlineData("a <img src='https://example.org/a.png'>", null, "a &lt;img src=")]
    [InlineData("<style>p { color: red }</style>", null, "&lt;style&gt;")]
    [InlineData("[x](javascript:alert(1)) after", null, "[x](javascript:alert(1)) after</pre>")]
    public void No_text_of_a_cell_ends_the_writing_of_its_page_or_acts_in_it(string markdown, string? attachments, string shown)
    {
        var cell = new Cell(CellKind.Markdown, "a", markdown) { Attachments = attachments is null ? null : JsonElement.Parse(attachments) };

        var page = Page(cell);

        page.ShouldContain(shown);
        page.ShouldNotContain("href=\"javascript");
        page.ShouldNotContain("<img src=\"http");
    }

    [Fact]
    public void Text_that_is_nested_beyond_reason_is_shown_as_it_was_written()
    {
        var deep = new string('>', 2_000) + " end";

        Page(new Cell(CellKind.Markdown, "a", deep)).ShouldContain("&gt; end</pre>");
        Page(new Cell(CellKind.Code, "a", new string('(', 20_000)), Value(("text/markdown", deep))).ShouldContain("&gt; end</pre>");
    }

    private static CellOutput.Display Value(params (string Type, string Value)[] formats) =>
        new(null, formats.ToDictionary(format => format.Type, format => format.Value), false);

    private static string Page(Cell cell, params CellOutput[] outputs)
    {
        var file = new NotebookFile("/book/a.ipynb", new([cell]), "");
        var run = new NotebookRun(
            file, cell.Kind == CellKind.Code ? [new(1, cell, CellState.Passed, [.. outputs], TimeSpan.FromSeconds(1), null)] : [], TimeSpan.FromSeconds(1));
        return NotebookPage.Render(run, null, null, new Dictionary<string, string>());
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
