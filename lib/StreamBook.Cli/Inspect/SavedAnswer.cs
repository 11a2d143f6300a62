using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamBook.Cli.Inspect;

/// <summary>An answer as somebody pasted it: the status line and headers, with or without a body, or the body of a stream alone.</summary>
internal static partial class SavedAnswer
{
    /// <summary>Reads it; null if it is neither.</summary>
    public static SavedInput? Read(string path, byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        if (StatusLine().Match(text) is { Success: true } status)
            return OfHeaders(path, text, status, bytes);
        return EventStream.Decode(bytes).Length == 0 ? null : new(
            Of(path, 200, null, [new("Content-Type", EventStream.MediaType)], bytes),
            "A saved stream shows its format alone: not when anything came, how it was framed, or whether it ended.");
    }

    /// <summary>What a file has of an answer. All of the body comes at once there, which is nobody's fault.</summary>
    public static Capture Of(string path, int? status, Version? version, IReadOnlyList<HeaderLine> headers, byte[] body) => new()
    {
        Name = Path.GetFileName(path),
        Uri = new("file://" + Uri.EscapeDataString(Path.GetFileName(path))),
        Status = status,
        HttpVersion = version,
        Headers = [.. headers],
        Reads = body.Length == 0 ? [] : [new(TimeSpan.Zero, [.. body])],
        Events = [.. EventStream.Decode(body).Select(dispatched => new ArrivedEvent(TimeSpan.Zero, null, dispatched))],
        EndOffset = TimeSpan.Zero,
        // Whether it had ended is not known: whoever saved it may have stopped.
        Ending = CaptureEnding.Left,
    };

    private static SavedInput OfHeaders(string path, string text, Match status, byte[] bytes)
    {
        var blank = BlankLine().Match(text);
        var head = blank.Success ? text[..blank.Index] : text;
        HeaderLine[] headers = [.. head.Split('\n').Skip(1).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).Select(parts => new HeaderLine(parts[0].Trim(), parts[1].Trim()))];
        var body = blank.Success ? bytes[(blank.Index + blank.Length)..] : [];
        var version = Version.TryParse(status.Groups[1].Value.Contains('.', StringComparison.Ordinal) ? status.Groups[1].Value : status.Groups[1].Value + ".0", out var known) ? known : null;
        return new(
            Of(path, int.Parse(status.Groups[2].Value, CultureInfo.InvariantCulture), version, headers, body),
            $"{(body.Length == 0 ? "Headers alone show what the server and the hops say of themselves" : "An answer that was pasted shows headers and format")}: not when anything came, so that a held stream looks as a good one.");
    }

    [GeneratedRegex(@"\A\s*HTTP/(\d(?:\.\d)?) (\d{3})\b[^\n]*(\n|\z)")]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"\r?\n\r?\n")]
    private static partial Regex BlankLine();
}
