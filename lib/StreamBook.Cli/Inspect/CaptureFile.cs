using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using StreamBook.Cli.Commands;

namespace StreamBook.Cli.Inspect;

/// <summary>A capture in a file, to send to a colleague. Secrets are blacked out before it is written.</summary>
internal sealed record CaptureFile(
    string Format,
    string Name,
    string Url,
    CaptureKind Kind,
    string Method,
    int? Status,
    string? HttpVersion,
    HeaderLine[] Headers,
    double? ConnectMs,
    double? TlsMs,
    double? HeadersMs,
    SavedRead[] Reads,
    SavedEvent[] Events,
    double EndMs,
    CaptureEnding Ending,
    int? CloseCode,
    string? Failure,
    SavedStall[] ClientStalls,
    double? SentUncertaintyMs = null)
{
    public const string FormatName = "streambook-capture-1";

    /// <summary>Writes a capture that has no secrets any more.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void Write(string path, Capture capture) => Writing.Text(path, JsonSerializer.Serialize(Of(capture), InspectResult.Options));

    /// <summary>Reads a capture.</summary>
    /// <exception cref="UsageException">The text is another.</exception>
    public static Capture Read(string path, string text)
    {
        try
        {
            var file = JsonSerializer.Deserialize<CaptureFile>(text, InspectResult.Options)!;
            return file.Format == FormatName ? file.ToCapture() : throw new UsageException($"{path}: saved in the format “{file.Format}”, and this book reads {FormatName}.");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new UsageException($"{path}: not a whole capture: {e.Message}", e);
        }
    }

    private static CaptureFile Of(Capture capture) => new(
        FormatName,
        capture.Name,
        capture.Uri.AbsoluteUri,
        capture.Kind,
        capture.Method,
        capture.Status,
        capture.HttpVersion?.ToString(),
        [.. capture.Headers],
        capture.ConnectDuration?.TotalMilliseconds,
        capture.TlsDuration?.TotalMilliseconds,
        capture.HeadersOffset?.TotalMilliseconds,
        [.. capture.Reads.Select(SavedRead.Of)],
        [.. capture.Events.Select(arrived => new SavedEvent(arrived.Offset.TotalMilliseconds, arrived.SentOffset?.TotalMilliseconds, arrived.Event.Type, arrived.Event.Data, arrived.Event.LastEventId))],
        capture.EndOffset.TotalMilliseconds,
        capture.Ending,
        capture.CloseCode,
        capture.Failure,
        [.. capture.ClientStalls.Select(stall => new SavedStall(stall.Offset.TotalMilliseconds, stall.Duration.TotalMilliseconds))],
        capture.SentUncertainty?.TotalMilliseconds);

    private Capture ToCapture() => new()
    {
        Name = Name,
        Uri = new(Url),
        Kind = Kind,
        Method = Method,
        Status = Status,
        HttpVersion = HttpVersion is null ? null : Version.Parse(HttpVersion),
        Headers = [.. Headers],
        ConnectDuration = Time(ConnectMs),
        TlsDuration = Time(TlsMs),
        HeadersOffset = Time(HeadersMs),
        Reads = [.. Reads.Select(read => new ArrivedBytes(Time(read.Ms), read.ToBytes()))],
        Events = [.. Events.Select(saved => new ArrivedEvent(Time(saved.Ms), Time(saved.SentMs), new(saved.Type, saved.Data, saved.LastEventId)))],
        EndOffset = Time(EndMs),
        Ending = Ending,
        CloseCode = CloseCode,
        Failure = Failure,
        ClientStalls = [.. ClientStalls.Select(stall => new ClientStall(Time(stall.Ms), Time(stall.DurationMs)))],
        SentUncertainty = Time(SentUncertaintyMs),
    };

    private static TimeSpan? Time(double? milliseconds) => milliseconds is { } known ? Time(known) : null;

    // The framework's own way cuts off what is less than a tick, and 4.879 would come back as 4.8789.
    private static TimeSpan Time(double milliseconds) => TimeSpan.FromTicks(checked((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond)));
}

/// <summary>Bytes of the body that came with one read: as text, so that a person can look at them, or in base64 where they are none.</summary>
internal sealed record SavedRead(double Ms, string? Text, string? Base64)
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SavedRead Of(ArrivedBytes read)
    {
        try
        {
            return new(read.Offset.TotalMilliseconds, _strict.GetString(read.Bytes.AsSpan()), null);
        }
        catch (DecoderFallbackException)
        {
            return new(read.Offset.TotalMilliseconds, null, Convert.ToBase64String(read.Bytes.AsSpan()));
        }
    }

    public ImmutableArray<byte> ToBytes() => [.. Text is null ? Convert.FromBase64String(Base64 ?? "") : Encoding.UTF8.GetBytes(Text)];
}

/// <summary>An event or a message.</summary>
internal sealed record SavedEvent(double Ms, double? SentMs, string Type, string Data, string LastEventId);

/// <summary>A time in which the client itself stood still.</summary>
internal sealed record SavedStall(double Ms, double DurationMs);
