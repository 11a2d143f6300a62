using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StreamBook.Cli.Runner;

namespace StreamBook.Cli.Classroom.Grading;

/// <summary>Text of a submission, made so that it is read and does nothing: in a terminal, a spreadsheet, a file's name.</summary>
internal static partial class Harmless
{
    private const int MostCharacters = 4_000, MostOfAName = 60;

    /// <summary>Text of some lines: no escape sequences, no signs that turn the direction of what follows, and not too much of it.</summary>
    public static string Text(string text)
    {
        var plain = Turning().Replace(PlainText.Of(text.Length > 2 * MostCharacters ? text[..(2 * MostCharacters)] : text), "\ufffd");
        return plain.Length <= MostCharacters ? plain : $"{plain[..MostCharacters]} …";
    }

    /// <summary>The same on one line.</summary>
    public static string Line(string text) => Text(text).ReplaceLineEndings(" ").Replace('\t', ' ');

    /// <summary>A field of a CSV file (RFC 4180). A spreadsheet takes what begins with one of these signs for a formula; behind an apostrophe it is text.</summary>
    public static string Field(string text)
    {
        var line = Line(text);
        if (Formula().IsMatch(line))
            line = "'" + line;
        return line.AsSpan().IndexOfAny(",;\"") >= 0 ? $"\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : line;
    }

    /// <summary>A name for a file: letters and digits of any script, and something that tells it from all others.</summary>
    public static string FileName(string name)
    {
        var kept = NoLetters().Replace(name, "-").Trim('-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        return $"{(kept.Length > MostOfAName ? kept[..MostOfAName] : kept)}-{hash}".TrimStart('-');
    }

    // Embeddings, overrides and isolates of direction: https://www.unicode.org/reports/tr9/
    [GeneratedRegex("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")]
    private static partial Regex Turning();

    // The full-width forms too: a spreadsheet in a language that uses them reads them as the others.
    [GeneratedRegex(@"^\s*[=+\-@|＝＋－＠]")]
    private static partial Regex Formula();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{Nd}]+")]
    private static partial Regex NoLetters();
}
