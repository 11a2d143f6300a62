using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamBook.Cli.Document;

/// <summary>
/// Writes the one canonical form: nbformat 4.5 as Jupyter lays it out, without outputs and execution counts, with
/// the metadata by which every host (VS Code, Jupyter, `book`) knows a C# notebook.
/// https://nbformat.readthedocs.io/en/latest/format_description.html
/// </summary>
internal static class NotebookWriter
{
    public static string Write(Notebook notebook)
    {
        var metadata = Copy(notebook.Metadata);
        metadata["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };
        metadata["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" };
        return CanonicalJson.Write(new JsonObject
        {
            ["cells"] = new JsonArray([.. notebook.Cells.Select(Cell)]),
            ["metadata"] = metadata,
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        });
    }

    private static JsonObject Cell(Cell cell)
    {
        var metadata = Copy(cell.Metadata);
        if (cell.Tags.Length > 0)
            metadata["tags"] = new JsonArray([.. cell.Tags.Select(tag => (JsonNode)tag)]);
        var written = new JsonObject
        {
            ["cell_type"] = cell.Kind switch { CellKind.Code => "code", CellKind.Markdown => "markdown", _ => "raw" },
            ["id"] = cell.Id,
            ["metadata"] = metadata,
            ["source"] = Lines(cell.Source),
        };
        if (cell.Attachments is { } attachments)
            written["attachments"] = JsonObject.Create(attachments);
        if (cell.Kind == CellKind.Code)
        {
            metadata["dotnet_interactive"] = new JsonObject { ["language"] = "csharp" };
            metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" };
            written["execution_count"] = null;
            written["outputs"] = new JsonArray();
        }

        return written;
    }

    private static JsonObject Copy(IEnumerable<KeyValuePair<string, JsonElement>> metadata) =>
        new(metadata.Select(entry => KeyValuePair.Create(entry.Key, JsonSerializer.SerializeToNode(entry.Value))));

    /// <summary>Every line keeps its LF; the last has none unless the source ends with one.</summary>
    private static JsonArray Lines(string source)
    {
        var lines = new JsonArray();
        for (var start = 0; start < source.Length;)
        {
            var end = source.IndexOf('\n', start) is >= 0 and var lineFeed ? lineFeed + 1 : source.Length;
            lines.Add((JsonNode)source[start..end]);
            start = end;
        }

        return lines;
    }
}
