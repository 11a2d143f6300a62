using System.Text;
using System.Text.RegularExpressions;

namespace StreamBook.Cli.Runner;

/// <summary>What a cell wrote for a terminal, as text that can stand anywhere: in a page, in XML, in another terminal.</summary>
internal static partial class PlainText
{
    /// <summary>
    /// Leaves out colours and other escape sequences, ends every line with LF, and shows each remaining control
    /// character as its picture (␀ to ␟), half a surrogate pair as U+FFFD.
    /// </summary>
    public static string Of(string text)
    {
        text = EscapeSequence().Replace(text, "").Replace("\r\n", "\n", StringComparison.Ordinal);
        if (text.All(c => c is '\n' or '\t' or (>= ' ' and < '\u007f')))
            return text;
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(rune.Value switch
            {
                '\n' or '\t' => rune.ToString(),
                '\r' => "␍\n",
                < ' ' => ((char)(rune.Value + '\u2400')).ToString(),
                0x7f => "␡",
                < 0xa0 and > 0x7f or 0xfffe or 0xffff => "\ufffd",
                _ => rune.ToString(),
            });
        }

        return plain.ToString();
    }

    // ECMA-48: control sequences (colours, cursor), operating system commands (titles, links), two-character escapes.
    [GeneratedRegex(@"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\^-~]")]
    private static partial Regex EscapeSequence();
}
