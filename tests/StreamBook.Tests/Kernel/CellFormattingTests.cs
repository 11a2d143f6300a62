namespace StreamBook.Tests;

public sealed class CellFormattingTests(SharedKernel kernel) : IClassFixture<SharedKernel>
{
    [Theory]
    [InlineData("\"text <b>\"", "text <b>")]
    [InlineData("1.5", "1.5")]
    [InlineData("true", "True")]
    [InlineData("'c'", "c")]
    [InlineData("null", "<null>")]
    [InlineData("DayOfWeek.Friday", "Friday")]
    [InlineData("TimeSpan.FromSeconds(1.5)", "00:00:01.5000000")]
    [InlineData("new DateTime(2026, 4, 5, 6, 7, 8)", "2026-04-05 06:07:08Z")]
    [InlineData("new Uri(\"http://host/\")", "http://host/")]
    [InlineData("typeof(Dictionary<string, int[]>)", "System.Collections.Generic.Dictionary<System.String, System.Int32[]>")]
    [InlineData("new[] { 1, 2, 3 }", "[1, 2, 3]")]
    [InlineData("new object[0]", "[]")]
    [InlineData("new Exception(\"told\")", "System.Exception: told")]
    [InlineData("System.Text.Json.JsonDocument.Parse(\"{\\\"a\\\": 1}\").RootElement", "{\"a\": 1}")]
    [InlineData("new object()", "System.Object")]
    public async Task Plain_values_are_plain_text_only(string code, string expected) =>
        (await kernel.RunAsync(code)).Value.ShouldBe(new Dictionary<string, string> { ["text/plain"] = expected });

    [Fact]
    public async Task An_object_is_a_table_of_its_public_properties_and_fields()
    {
        var value = (await kernel.RunAsync("class Thing { public int A => 1; public string B = \"<x>\"; private int C => 3; public int this[int i] => i; } new Thing()")).Value;
        value["text/html"].ShouldBe("<table><tbody><tr><th scope=\"row\">A</th><td>1</td></tr><tr><th scope=\"row\">B</th><td>&lt;x&gt;</td></tr></tbody></table>");
        value["text/plain"].ShouldBe("Thing { A = 1, B = <x> }");
    }

    [Fact]
    public async Task An_object_that_says_what_it_is_keeps_its_own_words() =>
        (await kernel.RunAsync("new { Name = \"n\", List = new[] { 1, 2 } }")).Plain.ShouldBe("{ Name = n, List = System.Int32[] }");

    [Fact]
    public async Task A_sequence_of_objects_is_a_table_with_a_row_each()
    {
        var value = (await kernel.RunAsync("new object[] { new { A = 1, B = 2 }, new { A = 3, C = new[] { 4, 5 } }, null, 6 }")).Value;
        value["text/html"].ShouldBe(
            "<table><thead><tr><th>A</th><th>B</th><th>C</th><th>value</th></tr></thead><tbody>"
            + "<tr><td>1</td><td>2</td><td></td><td></td></tr><tr><td>3</td><td></td><td>[4, 5]</td><td></td></tr>"
            + "<tr><td></td><td></td><td></td><td>&lt;null&gt;</td></tr><tr><td></td><td></td><td></td><td>6</td></tr></tbody></table>");
        value["text/plain"].ShouldBe("{ A = 1, B = 2 }\n{ A = 3, C = System.Int32[] }\n<null>\n6");
    }

    [Fact]
    public async Task A_dictionary_is_a_table_of_keys_and_values() =>
        (await kernel.RunAsync("new Dictionary<string, int> { [\"a\"] = 1 }")).Value["text/html"].ShouldContain("<th>Key</th><th>Value</th></tr></thead><tbody><tr><td>a</td><td>1</td></tr>");

    [Fact]
    public async Task Of_a_long_sequence_a_hundred_are_shown_and_it_says_so()
    {
        var value = (await kernel.RunAsync("Enumerable.Range(0, 5000).Select(i => new { i }).ToList()")).Value;
        value["text/html"].Split("<tr>").Length.ShouldBe(102);
        value["text/html"].ShouldEndWith("<p>… and 4900 more</p>");
        value["text/plain"].ShouldEndWith("{ i = 99 }\n… and 4900 more");
    }

    [Fact]
    public async Task An_endless_sequence_is_shown_too() =>
        (await kernel.RunAsync("IEnumerable<int> Endless() { while (true) yield return 1; } Endless()")).Plain.ShouldEndWith("1, 1, … and more]");

    [Theory]
    [InlineData("class T1 { public T1 Self => this; public List<object> L = new(); public T1() { L.Add(L); L.Add(this); } } new T1()", "Self")]
    [InlineData("class T2 { public int Bad => throw new InvalidOperationException(\"no\"); public override string ToString() => throw new Exception(\"never\"); } new T2()", "InvalidOperationException: no")]
    [InlineData("class T3 : IEnumerable { public IEnumerator GetEnumerator() { yield return new { A = 1 }; throw new Exception(\"torn\"); } } new T3()", "… then System.Exception: torn")]
    [InlineData("class T4 { public Task<int> Never => new TaskCompletionSource<int>().Task; public Span<int> S => default; public unsafe int* P => null; public Func<int> F => null; } new T4()", "Never")]
    [InlineData("class T5 : IEnumerable<T5> { public IEnumerator<T5> GetEnumerator() { while (true) yield return this; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); } new T5()", "… and more")]
    public async Task No_value_is_too_odd_to_show(string code, string expected)
    {
        (await kernel.RunAsync(code)).Value["text/html"].ShouldContain(expected);
        (await kernel.RunAsync("1")).Plain.ShouldBe("1");
    }

    [Fact]
    public async Task A_task_is_not_waited_for() =>
        (await kernel.RunAsync("var never = new TaskCompletionSource<int>().Task; (object)never")).Plain.ShouldContain("WaitingForActivation");

    [Theory]
    [InlineData("display(\"# head\", \"text/markdown\");", "text/markdown", "# head")]
    [InlineData("display(\"<svg/>\", \"image/svg+xml\");", "image/svg+xml", "<svg/>")]
    [InlineData("display(\"<b>\", \"text/html\");", "text/html", "<pre>&lt;b&gt;</pre>")]
    [InlineData("display(HTML(\"<b>\"), \"text/html\");", "text/html", "<b>")]
    public async Task The_forms_that_are_asked_for_are_given(string code, string mimeType, string expected) =>
        (await kernel.RunAsync(code)).Outputs.ShouldHaveSingleItem().ShouldBeOfType<StreamBook.Cli.Kernel.CellOutput.Display>()
            .Formats.ShouldBe(new Dictionary<string, string> { [mimeType] = expected });
}
