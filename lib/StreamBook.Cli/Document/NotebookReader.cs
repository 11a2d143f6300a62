using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamBook.Cli.Document;

/// <summary>
/// Reads any nbformat 4 notebook in C#. Left out: outputs, execution counts, and what an editor notes for itself
/// (timings, folded and scrolled outputs, the language of the editor). All other metadata is kept.
/// </summary>
internal static partial class NotebookReader
{
    private static readonly ImmutableHashSet<string> _writtenAnew =
        ["kernelspec", "language_info", "polyglot_notebook", "dotnet_interactive", "tags"];

    private static readonly ImmutableHashSet<string> _ofTheEditor =
        ["collapsed", "ExecuteTime", "execution", "scrolled", "vscode", "widgets"];

    /// <param name="json">The file's text.</param>
    /// <param name="path">How to name the file in an error.</param>
    /// <exception cref="NotebookException">It is no such notebook; the message says why.</exception>
    public static Notebook Read(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            var where = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw new NotebookException(path, $"broken JSON{where}: {FirstSentence(e.Message)}", e);
        }
        catch (InvalidOperationException e)
        {
            // As System.Text.Json has it, of a name or a text.
            throw new NotebookException(path, "not a notebook: it holds half of a surrogate pair, which is not text.", e);
        }
        catch (FormatException e)
        {
            throw new NotebookException(path, e.Message, e);
        }
    }

    private static Notebook Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("nbformat", out var format))
            throw new FormatException("not a notebook: JSON without an nbformat number.");
        if (format.ValueKind != JsonValueKind.Number || format.GetRawText() != "4")
            throw new FormatException($"nbformat {format.GetRawText()}, but only nbformat 4 can be read; `jupyter nbconvert --to notebook` converts it.");
        if (!root.TryGetProperty("cells", out var cells) || cells.ValueKind != JsonValueKind.Array)
            throw new FormatException("not a notebook: it has no array of cells.");

        var metadata = Object(root, "metadata");
        RefuseOtherLanguage(metadata);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return new([.. cells.EnumerateArray().Select((cell, index) => ReadCell(cell, index + 1, seen))])
        {
            Metadata = Kept(metadata),
        };
    }

    private static void RefuseOtherLanguage(JsonElement? metadata)
    {
        if (metadata is not { } present || Object(present, "kernelspec") is not { } kernel)
            return;
        var language = Text(kernel, "language") ?? Text(kernel, "name") ?? "C#";
        if (language is not ("C#" or "csharp" or ".net-csharp"))
            throw new FormatException($"a notebook in {language}, but only C# notebooks can be used.");
    }

    private static Cell ReadCell(JsonElement cell, int number, HashSet<string> seen)
    {
        if (cell.ValueKind != JsonValueKind.Object)
            throw new FormatException($"not a notebook: cell {number} is not a JSON object.");
        var kind = Text(cell, "cell_type") switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            "raw" => CellKind.Raw,
            var other => throw new FormatException($"cell {number} is of the unknown type \"{other}\"."),
        };
        var metadata = Object(cell, "metadata");
        if (kind == CellKind.Code && metadata is { } hosts && Language(hosts) is var language && language is not (null or "csharp"))
            throw new FormatException($"cell {number} is written in {language}, but only C# and Markdown can be used.");

        var source = Source(cell, number)
            .Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return new(kind, UniqueId(Text(cell, "id"), kind, source, seen), source)
        {
            Tags = metadata is { } tagged ? Tags(tagged, number) : [],
            Metadata = Kept(metadata),
            Attachments = Object(cell, "attachments") is { } attachments ? Whole(attachments) : null,
        };
    }

    private static string? Language(JsonElement metadata) =>
        Object(metadata, "polyglot_notebook") is { } polyglot ? Text(polyglot, "kernelName")
        : Object(metadata, "dotnet_interactive") is { } interactive ? Text(interactive, "language")
        : null;

    private static string Source(JsonElement cell, int number)
    {
        if (!cell.TryGetProperty("source", out var source))
            throw new FormatException($"not a notebook: cell {number} has no source.");
        return source.ValueKind switch
        {
            JsonValueKind.String => Text(source),
            JsonValueKind.Array => string.Concat(source.EnumerateArray().Select(Text)),
            _ => throw new FormatException($"not a notebook: the source of cell {number} is neither text nor an array of lines."),
        };
    }

    private static ImmutableArray<string> Tags(JsonElement metadata, int number)
    {
        if (!metadata.TryGetProperty("tags", out var tags))
            return [];
        return tags.ValueKind == JsonValueKind.Array
            ? [.. tags.EnumerateArray().Select(Text)]
            : throw new FormatException($"not a notebook: the tags of cell {number} are not an array.");
    }

    private static ImmutableSortedDictionary<string, JsonElement> Kept(JsonElement? metadata) =>
        metadata is not { } present
            ? Notebook.NoMetadata
            : Notebook.NoMetadata.AddRange(present.EnumerateObject()
                .Where(entry => !_writtenAnew.Contains(entry.Name) && !_ofTheEditor.Contains(entry.Name))
                .Select(entry => KeyValuePair.Create(entry.Name, Whole(entry.Value))));

    /// <summary>An ID of the file where it is valid and new, otherwise one made of the cell's source: the same each time.</summary>
    private static string UniqueId(string? id, CellKind kind, string source, HashSet<string> seen)
    {
        if (id is not null && ValidId().IsMatch(id) && seen.Add(id))
            return id;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{source}")))[..8];
        var candidate = hash;
        for (var copy = 2; !seen.Add(candidate); copy++)
            candidate = $"{hash}-{copy}";
        return candidate;
    }

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(value) : null;

    private static string Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw new FormatException($"not a notebook: {value.GetRawText()} where text should be.");
        return value.GetString()!;
    }

    /// <summary>A value that outlives the document, all of whose texts can be written again.</summary>
    private static JsonElement Whole(JsonElement value)
    {
        RequireText(value);
        return value.Clone();
    }

    private static void RequireText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    RequireText(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    RequireText(property.Value);
                break;
        }
    }

    private static string FirstSentence(string message) =>
        message.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? message[..(end + 1)] : message;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$(?!\n)")]
    private static partial Regex ValidId();
}
