using System.Text.Json;

namespace StreamBook.Cli.Kernel;

/// <summary>One event a kernel sent: a line of JSON.</summary>
/// <param name="Type">The name of the event.</param>
/// <param name="Token">The token of the command that the event belongs to; null if it belongs to none.</param>
/// <param name="Body">What the event says.</param>
internal sealed record KernelEvent(string Type, string? Token, JsonElement Body)
{
    /// <summary>Whether nothing more comes for the command.</summary>
    public bool IsLast => Type is "CommandSucceeded" or "CommandFailed";

    /// <summary>Why the command failed; null for an event that does not say so.</summary>
    public string? Error => Type == "CommandFailed" ? Text("message") : null;

    /// <summary>Reads a line; null for one that is no event, such as what another program wrote to the same pipe.</summary>
    public static KernelEvent? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("eventType", out var type) || !root.TryGetProperty("event", out var body)
                || type.ValueKind != JsonValueKind.String || body.ValueKind != JsonValueKind.Object)
                return null;
            var token = root.TryGetProperty("command", out var command) && command.ValueKind == JsonValueKind.Object && command.TryGetProperty("token", out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return new(type.GetString()!, token, body.Clone());
        }
        // The second of a text that holds half of a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What the event means for the cell's output: nothing, one output, or several diagnostics. One that is not as it is to be, such as a cell may send by itself, means nothing.</summary>
    public IReadOnlyList<CellOutput> Outputs()
    {
        try
        {
            return [.. Meant()];
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    private IEnumerable<CellOutput> Meant() => Type switch
    {
        "StandardOutputValueProduced" => [new CellOutput.Text(false, PlainText())],
        "StandardErrorValueProduced" => [new CellOutput.Text(true, PlainText())],
        "DisplayedValueProduced" => [new CellOutput.Display(Text("valueId"), Formats(), IsReturnValue: false)],
        "ReturnValueProduced" => [new CellOutput.Display(Text("valueId"), Formats(), IsReturnValue: true)],
        "DisplayedValueUpdated" => [new CellOutput.Update(Text("valueId") ?? "", Formats())],
        "ErrorProduced" => [new CellOutput.Failure(Text("message") ?? "")],
        "DiagnosticsProduced" => Body.GetProperty("diagnostics").EnumerateArray().Select(Diagnostic),
        _ => [],
    };

    private static CellOutput Diagnostic(JsonElement diagnostic)
    {
        var start = diagnostic.GetProperty("linePositionSpan").GetProperty("start");
        return new CellOutput.Diagnostic(
            diagnostic.GetProperty("severity").GetString() ?? "",
            diagnostic.GetProperty("code").GetString() ?? "",
            diagnostic.GetProperty("message").GetString() ?? "",
            start.GetProperty("line").GetInt32() + 1,
            start.GetProperty("character").GetInt32() + 1);
    }

    private string? Text(string name) => Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private string PlainText() => Formats().GetValueOrDefault("text/plain", "");

    private Dictionary<string, string> Formats()
    {
        var formats = new Dictionary<string, string>();
        foreach (var format in Body.GetProperty("formattedValues").EnumerateArray())
            formats[format.GetProperty("mimeType").GetString() ?? ""] = format.GetProperty("value").GetString() ?? "";
        return formats;
    }
}
