using System.Globalization;
using StreamBook.Wording;

namespace StreamBook.Diagnoses;

/// <summary>What says that the answer is a stored copy.</summary>
internal static class CacheEvidence
{
    private static readonly string[] _verdicts = ["X-Cache", "CF-Cache-Status", "X-Cache-Status", "X-Proxy-Cache", "Cache-Status"];

    /// <summary>A sentence; null if nothing says so.</summary>
    public static string? Of(Capture capture)
    {
        if (capture.Events is [.., { SentOffset: { } sent }] && sent < TimeSpan.Zero)
            return $"The events came sooner than their source took to send them: the last had been sent before it was asked for, by {Words.OfDuration(-sent)} if the source's clock is this machine's.";
        // RFC 9111, section 5.1: Age is there only where a cache answered, and RFC 9211 says "hit" for it.
        if (int.TryParse(capture.Header("Age"), NumberStyles.None, CultureInfo.InvariantCulture, out var age) && age > 0)
            return $"The header Age: {age} says for how many seconds a cache had kept it.";
        return _verdicts.Select(name => (name, value: capture.Header(name)))
            .Where(verdict => verdict.value?.Contains("hit", StringComparison.OrdinalIgnoreCase) is true)
            .Select(verdict => $"The header {verdict.name}: {verdict.value} says so.").FirstOrDefault();
    }
}
