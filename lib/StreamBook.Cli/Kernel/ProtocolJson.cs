using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace StreamBook.Cli.Kernel;

/// <summary>Parts of events that more than one has.</summary>
internal static class ProtocolJson
{
    public static void WriteDiagnostics(Utf8JsonWriter json, IEnumerable<Diagnostic> diagnostics)
    {
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in diagnostics)
        {
            json.WriteStartObject();
            WriteSpan(json, diagnostic.Location.GetLineSpan().Span);
            json.WriteString("severity", diagnostic.Severity switch
            {
                DiagnosticSeverity.Error => "error",
                DiagnosticSeverity.Warning => "warning",
                DiagnosticSeverity.Info => "info",
                _ => "hidden",
            });
            json.WriteString("code", diagnostic.Id);
            json.WriteString("message", diagnostic.GetMessage());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteValues(json, "formattedDiagnostics", [.. diagnostics.Select(diagnostic => new FormattedValue("text/plain", CellFailure.Describe(diagnostic)))]);
    }

    public static void WriteValues(Utf8JsonWriter json, string name, ImmutableArray<FormattedValue> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            json.WriteString("mimeType", value.MimeType);
            json.WriteString("value", value.Value);
            json.WriteBoolean("suppressDisplay", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteSpan(Utf8JsonWriter json, LinePositionSpan span)
    {
        json.WriteStartObject("linePositionSpan");
        WritePosition(json, "start", span.Start);
        WritePosition(json, "end", span.End);
        json.WriteEndObject();
    }

    private static void WritePosition(Utf8JsonWriter json, string name, LinePosition position)
    {
        json.WriteStartObject(name);
        json.WriteNumber("line", position.Line);
        json.WriteNumber("character", position.Character);
        json.WriteEndObject();
    }
}
