using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamBook.Cli.Commands;

/// <summary>Events as JSON lines, and the reconnection time last.</summary>
internal sealed class EventOutput(TextWriter output, bool hasTime) : IDecodedOutput
{
    // Letters of every language stay; what could move a terminal's cursor is escaped.
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly EventStreamDecoder _decoder = new();

    public int EventCount { get; private set; }

    public bool HasReconnectionTime => _decoder.ReconnectionTime is not null;

    public bool LosesSilently => _decoder.IsInMidEvent;

    /// <summary>A time as it is written: UTC, as logs of servers have it.</summary>
    public static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public void Write(ReadOnlySpan<byte> bytes, DateTimeOffset cameAt)
    {
        var time = hasTime ? TimeOf(cameAt) : null;
        for (; _decoder.TryRead(ref bytes, out var dispatched); EventCount++)
            WriteLine(new EventLine(dispatched.Type, dispatched.Data, dispatched.LastEventId, time));
    }

    public void End()
    {
        if (_decoder.ReconnectionTime is { } time)
            WriteLine(new { retry = (long)time.TotalMilliseconds });
    }

    private void WriteLine<T>(T value) => output.WriteLine(JsonSerializer.Serialize(value, _json));

    private sealed record EventLine(string Type, string Data, string LastEventId, string? Time);
}
