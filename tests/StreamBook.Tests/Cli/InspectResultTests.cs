using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using StreamBook.Cli.Document;
using StreamBook.Cli.Inspect;
using StreamBook.Cli.Lint;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public sealed class InspectResultTests(BackendFixture fixture)
{
    private static readonly string _folder = AppContext.BaseDirectory;

    [Theory]
    [InlineData("inspect.schema.json", typeof(InspectResult), "What `book inspect --json` writes")]
    [InlineData("inspect-suite.schema.json", typeof(SuiteRow[]), "What `book inspect --suite --json` writes")]
    [InlineData("try.schema.json", typeof(TryResult), "What `book try --json` writes")]
    public void The_schema_in_docs_is_that_of_the_types_that_are_written(string name, Type type, string title)
    {
        var root = Book.Find(AppContext.BaseDirectory)!.Root;
        var schema = InspectResult.Options.GetJsonSchemaAsNode(type, new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", title);
        var made = schema.ToJsonString(InspectResult.Options).ReplaceLineEndings("\n") + "\n";

        var path = Path.Combine(root, "docs", name);
        if (File.Exists(path) && File.ReadAllText(path) == made)
            return;
        var copy = Path.Combine(root, "out", name);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.WriteAllText(copy, made);
        Assert.Fail($"{path} describes other types. Copy {copy} over it.");
    }

    [FullLane, Fact]
    public async Task What_is_written_fits_the_schema_and_nothing_else_is_written()
    {
        var result = await BookProcess.RunAsync(_folder, "inspect", new Uri(fixture.Server.Url, "/clock?count=4&interval=60").ToString(), "--json");

        // Strict: a member too many or too few throws.
        var read = JsonSerializer.Deserialize<InspectResult>(result.Output, InspectResult.Options).ShouldNotBeNull();
        read.ExitCode.ShouldBe(result.ExitCode);
        read.Figures.EventCount.ShouldBe(4);
        read.Figures.Gaps.ShouldNotBeNull().LongestMs.ShouldBeGreaterThanOrEqualTo(read.Figures.Gaps.MedianMs);
        result.Error.ShouldBeEmpty();
    }

    [FullLane, Fact]
    public async Task A_capture_that_was_saved_says_elsewhere_what_it_said_here()
    {
        using var folder = new TempFolder("streambook-inspect-");
        var file = folder.In("capture.json");
        var here = await BookProcess.RunAsync(_folder, "inspect", new Uri(fixture.Server.Url, "/clock?count=4&interval=60&framing=close").ToString(), "--json", "--save", file);

        var there = await BookProcess.RunAsync(_folder, "inspect", file, "--json");

        there.Output.ShouldBe(here.Output);
        there.ExitCode.ShouldBe(here.ExitCode);
        there.Error.ShouldBeEmpty();
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var description = context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), false).OfType<DescriptionAttribute>().FirstOrDefault();
        if (description is not null && schema is JsonObject node)
            node.Insert(0, "description", description.Description);
        return schema;
    }
}
