using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StreamBook.Timing;

/// <summary>
/// How the lab's backend says when it sent what: a header with the beginning of the response, on the monotonic clock
/// that all processes of a machine share, and in the data of each event or message the time since then, both in ms.
/// The header is the mark of our backend: without it a number named <c>sent</c> is somebody else's and means what they mean.
/// </summary>
internal static class BackendWire
{
    /// <summary>The header of the response.</summary>
    public const string StreamBegan = "Stream-Began";

    /// <summary>The header of a request that names the endpoint to answer, whatever its path is.</summary>
    public const string EndpointHeader = "Stream-Endpoint";

    /// <summary>The header of a request that tells it from others in the backend's log. The backend does nothing with it.</summary>
    public const string TrialHeader = "Stream-Trial";

    /// <summary>The member of the JSON that an event carries.</summary>
    public const string Sent = "sent";

    /// <summary>Now, as the header would say it.</summary>
    public static double NowMs => Ms(Stopwatch.GetTimestamp());

    /// <summary>How the member begins, wherever it stands in the JSON that the backend writes.</summary>
    public static ReadOnlySpan<byte> SentBegin => "\"sent\":"u8;

    /// <summary>A timestamp of <see cref="Stopwatch"/>, as the header says it.</summary>
    public static double Ms(long timestamp) => timestamp * 1000.0 / Stopwatch.Frequency;

    /// <summary>The value of the header.</summary>
    /// <param name="timestamp">When the response began, of <see cref="Stopwatch"/>.</param>
    public static string BeganValue(long timestamp) => Ms(timestamp).ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>The number of the member.</summary>
    public static double SentValue(TimeSpan sinceBegan) => Math.Round(sinceBegan.TotalMilliseconds, 3);

    /// <summary>Reads the value of the header; null if there is none, or one that our backend would not write.</summary>
    public static double? BeganMs(string? value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms) && double.IsFinite(ms) ? ms : null;

    /// <summary>Reads the member out of the data of an event or message; null if it is not there.</summary>
    public static double? SentMs(string data)
    {
        if (!data.StartsWith('{'))
            return null;
        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.TryGetProperty(Sent, out var sent) && sent.ValueKind is JsonValueKind.Number ? sent.GetDouble() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
