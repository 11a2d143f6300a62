using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamBook.Sse;

/// <summary>
/// What bytes probably are that are read as an event stream and are none. Nothing of the kind is an error to the standard,
/// so it passes in silence: the usual reason why no event comes.
/// </summary>
internal static partial class ForeignContent
{
    /// <summary>So much of the beginning is enough to tell.</summary>
    public const int HeadByteCount = 1024;

    /// <summary>Judges the beginning of a stream.</summary>
    /// <param name="head">What has arrived, as a rule no more than <see cref="HeadByteCount"/>.</param>
    /// <param name="isAll">Whether nothing more of the beginning is to come.</param>
    /// <returns>A sentence; null for what may be an event stream, or cannot be told yet.</returns>
    public static string? Guess(ReadOnlySpan<byte> head, bool isAll) => head switch
    {
        [0x1F, 0x8B, ..] => Compressed("gzip", "`curl --compressed` or `gunzip`"),
        // RFC 1950, 2.2: CM 8, CINFO 7, and a level; the levels are the four that check with it.
        [0x78, 0x01 or 0x9C or 0xDA, ..] => Compressed("zlib (Content-Encoding: deflate)", "`curl --compressed`"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Compressed("zstd", "`curl --compressed` or `zstd -d`"),
        _ when IsUtf16(head) =>
            "This is probably UTF-16. An event stream is always UTF-8 (WHATWG HTML, 9.2.5): `iconv -f UTF-16 -t UTF-8` makes one of it.",
        [0xEF, 0xBB, 0xBF, .. var rest] => GuessText(rest, isAll),
        _ => GuessText(head, isAll),
    };

    /// <summary>Whether it begins with the byte order mark of UTF-16, or as Latin text in UTF-16 does.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> head) => head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..];

    private static string? GuessText(ReadOnlySpan<byte> head, bool isAll)
    {
        if (head.StartsWith("HTTP/"u8))
            return "It begins with the headers of a response, as `curl -i` writes them: to an event stream they are lines without a meaning.";
        if (ChunkSize().IsMatch(Encoding.Latin1.GetString(head[..Math.Min(head.Length, 32)])))
            return "This is probably a body in chunks, as `curl --raw` writes it: the sizes between them stand in the middle of the lines.";
        var text = head.TrimStart(" \t\r\n"u8);
        if (text is [(byte)'{' or (byte)'[', ..])
            return IsJson(text) ? "This is probably JSON, in a document or one value on each line (NDJSON): in an event stream each value stands behind `data:`, with a blank line after it." : null;
        return text is [(byte)'<', ..] ? GuessMarkup(Encoding.UTF8.GetString(text), isAll) : null;
    }

    private static string? GuessMarkup(string text, bool isAll)
    {
        if (!Html().IsMatch(text))
            return null;
        var title = Title().Match(text);
        // Its title tells most, and may still be on its way.
        if (!title.Success && !isAll)
            return null;
        return $"This is probably an HTML page{(title.Success ? $" (“{Plain(title.Groups[1].Value)}”)" : "")}, such as the error page of a server or a proxy, and no event stream.";
    }

    private static string Plain(string html) =>
        string.Join(' ', WebUtility.HtmlDecode(html).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Compressed(string format, string way) => $"This is probably compressed: {format}. {way} reads it.";

    /// <summary>Whether it begins as only JSON does: an object or an array, and in it a name or a value.</summary>
    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // RFC 9112, 7.1: chunk-size, perhaps an extension, CRLF. A line of an event stream may be "a" or "0", with LF.
    [GeneratedRegex(@"^[0-9A-Fa-f]{1,8}(;[^\r\n]*)?\r\n(?![\r\n])")]
    private static partial Regex ChunkSize();

    [GeneratedRegex(@"^<(!doctype\s+html|html|head|body|title|h1|center)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Html();

    [GeneratedRegex(@"<title[^>]*>\s*([^<]{1,200}?)\s*</title", RegexOptions.IgnoreCase)]
    private static partial Regex Title();
}
