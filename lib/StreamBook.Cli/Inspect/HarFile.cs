using System.Text;
using System.Text.Json;
using StreamBook.Cli.Commands;

namespace StreamBook.Cli.Inspect;

/// <summary>What the network panel of a browser saved (HAR 1.2: http://www.softwareishard.com/blog/har-12-spec/): of its requests the event stream that lasted longest.</summary>
internal static class HarFile
{
    /// <exception cref="UsageException">It is no HAR, or has no answer in it.</exception>
    public static SavedInput Read(string path, string text)
    {
        try
        {
            using var har = JsonDocument.Parse(text);
            JsonElement[] entries = [.. har.RootElement.GetProperty("log").GetProperty("entries").EnumerateArray()];
            if (entries.Length == 0)
                throw new UsageException($"{path}: a HAR without a request in it.");
            JsonElement[] streams = [.. entries.Where(IsEventStream)];
            var chosen = (streams.Length > 0 ? streams : entries).MaxBy(entry => Number(entry, "time") ?? 0);
            var others = streams.Length > 1 ? $" Of the {streams.Length} event streams in the file this is the one that lasted longest." : "";
            return new(ToCapture(path, chosen), $"A HAR tells when the answer began and ended, not when each event came: a held stream cannot be told from a good one.{others}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UsageException($"{path}: not a whole HAR: {e.Message}", e);
        }
    }

    private static bool IsEventStream(JsonElement entry) =>
        Headers(entry.GetProperty("response")).Any(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && header.Value.StartsWith(EventStream.MediaType, StringComparison.OrdinalIgnoreCase));

    private static Capture ToCapture(string path, JsonElement entry)
    {
        var (request, response) = (entry.GetProperty("request"), entry.GetProperty("response"));
        var status = response.GetProperty("status").GetInt32();
        var capture = SavedAnswer.Of(path, status == 0 ? null : status, Version(response), [.. Headers(response)], Body(response));
        var timings = entry.TryGetProperty("timings", out var known) ? known : default;
        var began = Time(timings, "send") + Time(timings, "wait");
        var ended = began + Time(timings, "receive");
        // As Chromium has it: net::ERR_INCOMPLETE_CHUNKED_ENCODING and the like.
        var error = response.TryGetProperty("_error", out var told) && told.ValueKind is JsonValueKind.String ? told.GetString() : null;
        return capture with
        {
            Uri = new(request.GetProperty("url").GetString()!),
            Method = request.GetProperty("method").GetString()!,
            HeadersOffset = status == 0 ? null : began,
            Reads = [.. capture.Reads.Select(read => read with { Offset = ended })],
            Events = [.. capture.Events.Select(arrived => arrived with { Offset = ended })],
            EndOffset = ended,
            Ending = error is null ? CaptureEnding.Left : status == 0 ? CaptureEnding.NoAnswer : CaptureEnding.CutOff,
            Failure = error,
        };
    }

    private static IEnumerable<HeaderLine> Headers(JsonElement response) =>
        response.GetProperty("headers").EnumerateArray().Select(header => new HeaderLine(header.GetProperty("name").GetString()!, header.GetProperty("value").GetString()!));

    private static byte[] Body(JsonElement response)
    {
        if (!response.TryGetProperty("content", out var content) || !content.TryGetProperty("text", out var text) || text.GetString() is not { } body)
            return [];
        return content.TryGetProperty("encoding", out var encoding) && encoding.GetString() == "base64" ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body);
    }

    // "http/1.1", "HTTP/2", "h2", "h3".
    private static Version? Version(JsonElement response)
    {
        var text = response.TryGetProperty("httpVersion", out var told) ? told.GetString() ?? "" : "";
        var number = text.TrimStart('h', 'H', 't', 'T', 'p', 'P', '/');
        return System.Version.TryParse(number.Contains('.', StringComparison.Ordinal) ? number : number + ".0", out var version) ? version : null;
    }

    // -1 stands for what does not apply.
    private static TimeSpan Time(JsonElement timings, string name) =>
        timings.ValueKind is JsonValueKind.Object && Number(timings, name) is { } ms and > 0 and < 1e12 ? TimeSpan.FromMilliseconds(ms) : TimeSpan.Zero;

    private static double? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var number) && number.ValueKind is JsonValueKind.Number ? number.GetDouble() : null;
}
