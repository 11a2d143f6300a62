using System.Globalization;
using System.Text.RegularExpressions;

namespace StreamBook.Linting;

/// <summary>Times as nginx writes them: <c>90</c>, <c>1h 30m</c>, <c>500ms</c> (https://nginx.org/en/docs/syntax.html).</summary>
internal static partial class NginxTime
{
    // A count of years that no clock holds is as good as this.
    private const double MostSeconds = 1e10;

    private static readonly Dictionary<string, double> _seconds = new()
    {
        [""] = 1,
        ["ms"] = 0.001,
        ["s"] = 1,
        ["m"] = 60,
        ["h"] = 3600,
        ["d"] = 86_400,
        ["w"] = 604_800,
        ["M"] = 2_592_000,
        ["y"] = 31_536_000,
    };

    /// <summary>Reads a time; null if it is none.</summary>
    public static TimeSpan? Parse(string text) => Whole().IsMatch(text)
        ? TimeSpan.FromSeconds(Math.Min(MostSeconds, Part().Matches(text).Sum(part => double.Parse(part.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) * _seconds[part.Groups["unit"].Value])))
        : null;

    // Atomic: digits that are split in every way there is take a lifetime where no time follows.
    [GeneratedRegex(@"^\s*(?>\d+(ms|[smhdwMy])?\s*)+$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<count>\d+)(?<unit>ms|[smhdwMy])?")]
    private static partial Regex Part();
}
