using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

public sealed class CellReferenceTests(SharedKernel kernel) : IClassFixture<SharedKernel>
{
    [Fact]
    public async Task A_DLL_is_found_from_the_notebooks_folder_with_those_beside_it()
    {
        var beside = TestLibrary.Compile(Path.Combine(kernel.Folder, "lib/one/Beside.dll"), "public static class Beside { public static string Name => \"beside\"; }");
        TestLibrary.Compile(Path.Combine(kernel.Folder, "lib/one/Main.dll"), "namespace Library { public static class Main { public static string Name => \"main and \" + Beside.Name; } }", beside);

        (await kernel.RunAsync("#r \"lib/one/Main.dll\"\nusing Library;\nMain.Name")).Plain.ShouldBe("main and beside");
        (await kernel.RunAsync("Main.Name")).Plain.ShouldBe("main and beside");
        (await kernel.RunAsync("typeof(Main).Assembly.Location")).Plain.ShouldBe(Path.Combine(kernel.Folder, "lib/one/Main.dll"));
    }

    [Fact]
    public async Task The_notebooks_library_wins_over_one_of_that_name_that_the_kernel_came_with()
    {
        var path = TestLibrary.Compile(Path.Combine(kernel.Folder, "lib/two/StreamBook.dll"), "namespace StreamBook { public static class Marker { public static string Name => \"mine\"; } }");
        (await kernel.RunAsync("#r \"lib/two/StreamBook.dll\"\nusing StreamBook;\n$\"{Marker.Name} {typeof(Marker).Assembly.Location}\"")).Plain.ShouldBe($"mine {path}");
        (await kernel.RunAsync("AppDomain.CurrentDomain.GetAssemblies().Count(assembly => assembly.GetName().Name == \"StreamBook\")")).Plain.ShouldBe("1");
    }

    [Fact]
    public async Task A_library_that_the_kernel_references_itself_changes_nothing_for_display()
    {
        (await kernel.RunAsync("display(1);")).Outputs.ShouldHaveSingleItem();
        (await kernel.RunAsync($"#r \"{Path.Combine(AppContext.BaseDirectory, "Markdig.dll")}\"\ndisplay(2);")).Outputs.ShouldHaveSingleItem();
    }

    /// <summary>Parts of the framework that no cell has without naming them, each with a type of it.</summary>
    public static TheoryData<string, string> OnlyWhenNamed => new()
    {
        { "System.Linq.AsyncEnumerable", "System.Linq.AsyncEnumerable" },
        { "System.Net.Http.Json", "System.Net.Http.Json.HttpClientJsonExtensions" },
        { "System.Net.ServerSentEvents", "System.Net.ServerSentEvents.SseParser" },
        { "System.Threading.Tasks.Dataflow", "System.Threading.Tasks.Dataflow.DataflowBlock" },
    };

    [Theory, MemberData(nameof(OnlyWhenNamed))]
    public Task Some_of_the_framework_has_to_be_named_first(string assembly, string type) => HasToBeNamedAsync(kernel.Process, assembly, type);

    internal static async Task HasToBeNamedAsync(KernelProcess kernel, string assembly, string type)
    {
        (await SharedKernel.RunAsync(kernel, $"typeof({type}).Name")).Error.ShouldContain("CS0234");
        (await SharedKernel.RunAsync(kernel, $"#r \"{assembly}\"\ntypeof({type}).Assembly.GetName().Name")).Plain.ShouldBe(assembly);
        (await SharedKernel.RunAsync(kernel, $"typeof({type}).Assembly.GetName().Name")).Plain.ShouldBe(assembly);
    }

    [Fact]
    public async Task A_library_made_for_an_older_version_of_the_framework_says_nothing_of_it()
    {
        var name = typeof(System.Text.Json.JsonElement).Assembly.GetName();
        name.Version = new(6, 0, 0, 0);
        var older = TestLibrary.CompileAs(name, Path.Combine(kernel.Folder, "older/System.Text.Json.dll"), "namespace System.Text.Json { public struct JsonElement { } }");
        TestLibrary.Compile(Path.Combine(kernel.Folder, "lib/three/Reader.dll"), "public static class Reader { public static System.Text.Json.JsonElement? Read() => null; }", older);

        var cell = await kernel.RunAsync("#r \"lib/three/Reader.dll\"\nReader.Read() == null");

        cell.Plain.ShouldBe("True");
        cell.Outputs.OfType<StreamBook.Cli.Kernel.CellOutput.Diagnostic>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_framework_assembly_can_be_named() => (await kernel.RunAsync("#r \"System.Net.Http\"\n1")).Plain.ShouldBe("1");

    [Fact]
    public async Task A_type_chooses_its_forms_by_an_attribute_of_the_right_name()
    {
        await ReferenceShownAsync();

        (await kernel.RunAsync("new Picture()")).Value.ShouldBe(new Dictionary<string, string> { ["text/html"] = "<i>picture</i>", ["image/svg+xml"] = "<svg/>", ["text/plain"] = "Picture { Size = 3 }" });
        (await kernel.RunAsync("new BigPicture()")).Value["text/html"].ShouldBe("<i>picture</i>");
        (await kernel.RunAsync("display(new Picture(), \"image/svg+xml\");")).Outputs.ShouldHaveSingleItem().ShouldBeOfType<StreamBook.Cli.Kernel.CellOutput.Display>().Formats.Keys.ShouldBe(["image/svg+xml"]);
        (await kernel.RunAsync("new Preferring()")).Value.ShouldBe(new Dictionary<string, string> { ["image/svg+xml"] = "<svg/>", ["text/plain"] = "Preferring" });
        (await kernel.RunAsync("new[] { new { P = new Picture() } }")).Value["text/html"].ShouldContain("<td><i>picture</i></td>");
        (await kernel.RunAsync("new OfInterface()")).Value.ShouldBe(new Dictionary<string, string> { ["text/plain"] = "OfInterface" });
    }

    [Theory]
    [InlineData("ThrowingFormatter", "its text/html formatter threw System.InvalidOperationException: cannot draw")]
    [InlineData("RefusingFormatter", "RefusingFormatter")]
    [InlineData("PreferringNothing", "PreferringNothing")]
    [InlineData("ThrowingSource", "ThrowingSource")]
    [InlineData("WrongSource", "WrongSource")]
    public async Task A_formatter_that_does_not_work_leaves_the_default_form(string type, string expected)
    {
        await ReferenceShownAsync();
        (await kernel.RunAsync($"new {type}()")).Plain.ShouldContain(expected);
    }

    private async Task ReferenceShownAsync()
    {
        var path = Path.Combine(kernel.Folder, "lib/Shown.dll");
        if (!File.Exists(path))
            TestLibrary.Compile(path, FormatterSource);
        (await kernel.RunAsync("#r \"lib/Shown.dll\"")).Result.Succeeded.ShouldBeTrue();
    }

    private const string FormatterSource = """
        using System; using System.Collections.Generic; using System.IO;

        [AttributeUsage(AttributeTargets.All, Inherited = true)]
        public class TypeFormatterSourceAttribute : Attribute
        {
            public TypeFormatterSourceAttribute(Type type) => FormatterSourceType = type;
            public Type FormatterSourceType { get; }
            public string[] PreferredMimeTypes { get; set; }
        }

        public class Formatter
        {
            private readonly Func<string> _text;
            public Formatter(string mimeType, Func<string> text) { MimeType = mimeType; _text = text; }
            public string MimeType { get; }
            public bool Format(object instance, TextWriter writer) { writer.Write(_text()); return _text() != null; }
        }

        public class Source { public IEnumerable<object> CreateTypeFormatters() { yield return new Formatter("text/html", () => "<i>picture</i>"); yield return new Formatter("image/svg+xml", () => "<svg/>"); } }
        public class Throwing { public IEnumerable<object> CreateTypeFormatters() { yield return new Formatter("text/html", () => throw new InvalidOperationException("cannot draw")); } }
        public class Refusing { public IEnumerable<object> CreateTypeFormatters() { yield return new Formatter("text/html", () => null); } }
        public class Bad { public Bad() => throw new Exception(); }
        public class Wrong { public int CreateTypeFormatters() => 1; }

        [TypeFormatterSource(typeof(Source))] public class Picture { public int Size => 3; }
        public class BigPicture : Picture { }
        [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "image/svg+xml" })] public class Preferring { }
        [TypeFormatterSource(typeof(Source))] public interface IShown { }
        public class OfInterface : IShown { }
        [TypeFormatterSource(typeof(Throwing))] public class ThrowingFormatter { }
        [TypeFormatterSource(typeof(Refusing))] public class RefusingFormatter { }
        [TypeFormatterSource(typeof(Source), PreferredMimeTypes = new[] { "text/unknown" })] public class PreferringNothing { }
        [TypeFormatterSource(typeof(Bad))] public class ThrowingSource { }
        [TypeFormatterSource(typeof(Wrong))] public class WrongSource { }
        """;
}
