using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

public sealed class CellLanguageTests(SharedKernel kernel) : IClassFixture<SharedKernel>
{
    [Fact]
    public async Task A_cell_that_ends_with_an_expression_without_semicolon_has_its_value() =>
        (await kernel.RunAsync("1 + 1")).Plain.ShouldBe("2");

    [Theory]
    [InlineData("1.ToString();")]
    [InlineData("var semicolon = 1;")]
    [InlineData("await Task.CompletedTask")]
    [InlineData("Console.Write(1)")]
    [InlineData("// nothing")]
    [InlineData("")]
    public async Task Any_other_cell_has_none(string code)
    {
        var cell = await kernel.RunAsync(code);
        cell.Result.Error.ShouldBeNull();
        cell.Outputs.OfType<CellOutput.Display>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Declarations_are_there_for_later_cells()
    {
        await kernel.RunAsync("var shared = 20; int Twice(int x) => 2 * x; record Point(int X, int Y);");
        (await kernel.RunAsync("Twice(shared) + new Point(1, 2).Y")).Plain.ShouldBe("42");
        await kernel.RunAsync("var shared = \"declared again\";");
        (await kernel.RunAsync("shared")).Plain.ShouldBe("declared again");
    }

    [Fact]
    public async Task Await_and_await_foreach_work_at_the_top()
    {
        var cell = await kernel.RunAsync("""
            async IAsyncEnumerable<int> Count() { for (var i = 0; i < 3; i++) { await Task.Yield(); yield return i; } }
            var sum = 0;
            await foreach (var i in Count()) sum += i;
            await Task.FromResult(sum)
            """);
        cell.Plain.ShouldBe("3");
    }

    [Fact]
    public async Task The_usual_namespaces_are_imported() =>
        (await kernel.RunAsync("""
            Func<Task> f = async () => { await Task.Yield(); };
            IEnumerable e = new List<int>(); new StringBuilder().Append(Enumerable.Range(1, 3).Sum()).ToString()
            """)).Plain.ShouldBe("6");

    [Theory]
    [InlineData("File.Exists(\"x\")", "File")]
    [InlineData("Thread.Sleep(0)", "Thread")]
    [InlineData("new HttpClient()", "HttpClient")]
    [InlineData("JsonSerializer.Serialize(1)", "JsonSerializer")]
    [InlineData("new Regex(\"x\")", "Regex")]
    [InlineData("new EmbeddedKernel()", "EmbeddedKernel")]
    public async Task And_no_others(string code, string name) => (await kernel.RunAsync(code)).Error.ShouldContain($"'{name}'");

    [Fact]
    public async Task The_whole_framework_is_there_to_be_imported() =>
        (await kernel.RunAsync("""
            using System.Net.Http; using System.Text.Json; using System.Text.RegularExpressions; using System.Threading.Channels; using System.Xml.Linq;
            $"{new Uri("http://host").Host} {typeof(HttpClient).Name} {JsonSerializer.Serialize(1)} {Regex.IsMatch("a", "a")} {Channel.CreateUnbounded<int>().GetType().Name.Length > 0} {new XElement("x")}"
            """)).Plain.ShouldBe("host HttpClient 1 True True <x />");

    [Fact]
    public async Task CSharp_14_is_understood() =>
        (await kernel.RunAsync("class Named { public string Name { get; set => field = value.Trim(); } } new Named { Name = \" x \" }.Name")).Plain.ShouldBe("x");

    [Fact]
    public async Task Nullable_annotations_are_off()
    {
        var cell = await kernel.RunAsync("string nothing = null; nothing");
        cell.Outputs.OfType<CellOutput.Diagnostic>().ShouldBeEmpty();
        cell.Plain.ShouldBe("<null>");
    }

    [Theory]
    [InlineData("using var s = new System.IO.MemoryStream();")]
    [InlineData("await using var s = new System.IO.MemoryStream();")]
    public async Task A_using_declaration_at_the_top_is_a_syntax_error(string code) => (await kernel.RunAsync(code)).Error.ShouldContain("error CS1002");

    [Fact]
    public async Task A_using_declaration_in_braces_works() =>
        (await kernel.RunAsync("{ using var s = new System.IO.MemoryStream(); await using var t = new System.IO.MemoryStream(); }")).Result.Succeeded.ShouldBeTrue();

    [Fact]
    public async Task What_was_assigned_before_an_exception_survives_it()
    {
        (await kernel.RunAsync("var before = 7; throw new InvalidOperationException(\"in the middle\"); var after = 8;")).Result.Succeeded.ShouldBeFalse();
        (await kernel.RunAsync("$\"{before} {after}\"")).Plain.ShouldBe("7 0");
    }

    [Fact]
    public async Task A_compile_error_changes_nothing()
    {
        await kernel.RunAsync("var kept = 1;");
        (await kernel.RunAsync("kept = 2; var kept = \"other\"; var fresh = 3; nonsense();")).Result.Succeeded.ShouldBeFalse();
        (await kernel.RunAsync("kept")).Plain.ShouldBe("1");
        (await kernel.RunAsync("fresh")).Error.ShouldContain("'fresh'");
    }

    [Fact]
    public async Task The_working_directory_is_the_notebooks() =>
        (await kernel.RunAsync("Environment.CurrentDirectory")).Plain.ShouldBe(kernel.Folder);
}
