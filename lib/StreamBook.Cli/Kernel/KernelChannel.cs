using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamBook.Cli.Kernel;

/// <summary>Sends events, one line of JSON each, from any thread.</summary>
internal sealed class KernelChannel(Stream output)
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _lock = new();

    /// <summary>Sends an event.</summary>
    /// <param name="eventType">Its name.</param>
    /// <param name="command">The command it belongs to, as it came; null for none.</param>
    /// <param name="writeProperties">Writes the properties of the event's body.</param>
    public void Send(string eventType, string? command, Action<Utf8JsonWriter> writeProperties)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, _options))
        {
            json.WriteStartObject();
            json.WriteStartObject("event");
            writeProperties(json);
            json.WriteEndObject();
            json.WriteString("eventType", eventType);
            json.WritePropertyName("command");
            json.WriteRawValue(command ?? "null");
            json.WriteStartArray("routingSlip");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_lock)
            output.Write(line.WrittenSpan);
    }
}
