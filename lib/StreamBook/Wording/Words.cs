using System.Collections;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace StreamBook.Wording;

/// <summary>How values are put in words: the same in pictures, tables and checks, and on every machine.</summary>
internal static partial class Words
{
    /// <summary><c>TimeToFirstEvent</c> becomes <c>Time to first event</c>; names written otherwise stay so.</summary>
    public static string OfIdentifier(string identifier)
    {
        var words = Split(identifier).Select((word, index) => word.ToLowerInvariant() switch
        {
            "http" or "id" or "uri" or "url" or "sse" => word.ToUpperInvariant(),
            "websocket" => "WebSocket",
            "nginx" => "nginx",
            _ when word.Length > 1 && !word.Any(char.IsLower) => word,
            var lower => index == 0 ? char.ToUpperInvariant(lower[0]) + lower[1..] : lower,
        });
        return string.Join(' ', words);
    }

    public static string OfStatus(int status) => Enum.IsDefined((HttpStatusCode)status)
        ? $"{status} {(status == 200 ? "OK" : string.Join(' ', Split(((HttpStatusCode)status).ToString())))}"
        : status.ToString(CultureInfo.InvariantCulture);

    public static string Of(object? value) => value switch
    {
        null => "–",
        string text => text,
        true => "✓ yes",
        false => "✗ no",
        Enum => OfIdentifier(value.ToString()!).ToLowerInvariant(),
        TimeSpan duration => OfDuration(duration),
        double or float or decimal => Invariant($"{value:#,0.###}"),
        sbyte or byte or short or ushort or int or uint or long or ulong => Invariant($"{value:#,0}"),
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Of)),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static string OfDuration(TimeSpan duration) => duration.TotalMilliseconds switch
    {
        < 0 => "−" + OfDuration(-duration),
        < 9.95 and var ms => Invariant($"{ms:0.#} ms"),
        < 999.5 and var ms => Invariant($"{ms:0} ms"),
        < 59_995 and var ms => Invariant($"{ms / 1000:0.00} s"),
        var ms => Math.Round(ms / 1000) is var seconds && seconds % 60 == 0
            ? Invariant($"{seconds / 60:0} min")
            : Invariant($"{Math.Floor(seconds / 60):0} min {seconds % 60:0} s"),
    };

    public static string OfCount(long count, string noun) => Invariant($"{count:#,0} {noun}{(count == 1 ? "" : "s")}");

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string[] Split(string identifier) =>
        WordBoundary().Split(identifier).Where(word => word.Length > 0).ToArray();

    [GeneratedRegex(@"(?<=[\p{Ll}\d])(?=\p{Lu})(?!(?<=Web)Socket)|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|_+")]
    private static partial Regex WordBoundary();
}
