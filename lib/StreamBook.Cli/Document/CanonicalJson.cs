using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StreamBook.Cli.Document;

/// <summary>
/// JSON as Jupyter writes it: keys in ordinal order, one space of indentation, LF, nothing escaped that need not be.
/// Utf8JsonWriter would write an emoji as two escapes, and a change of one letter in it as noise.
/// </summary>
internal static class CanonicalJson
{
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } properties:
                var separator = '{';
                foreach (var (name, value) in properties.OrderBy(property => property.Key, StringComparer.Ordinal))
                {
                    StartItem(text, ref separator, depth);
                    WriteString(text, name);
                    text.Append(": ");
                    Write(text, value, depth + 1);
                }

                text.Append('\n').Append(' ', depth).Append('}');
                break;
            case JsonArray { Count: > 0 } items:
                separator = '[';
                foreach (var item in items)
                {
                    StartItem(text, ref separator, depth);
                    Write(text, item, depth + 1);
                }

                text.Append('\n').Append(' ', depth).Append(']');
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteString(text, value.GetValue<string>());
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void StartItem(StringBuilder text, ref char separator, int depth)
    {
        text.Append(separator).Append('\n').Append(' ', depth + 1);
        separator = ',';
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
