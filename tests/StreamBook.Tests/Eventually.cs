using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StreamBook.Tests;

internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Looks until what it sees is as expected, and returns it; after 30 s fails with what it saw last.</summary>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> expected, [CallerArgumentExpression(nameof(expected))] string expectation = "")
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (expected(seen))
                return seen;
            if (Stopwatch.GetElapsedTime(start) > Deadline)
                throw new TimeoutException($"Not within {Deadline.TotalSeconds} s: {expectation}\nLast seen: {seen}");
            await Task.Delay(20);
        }
    }

    public static Task<T> SeeAsync<T>(Func<T> look, Func<T, bool> expected, [CallerArgumentExpression(nameof(expected))] string expectation = "") =>
        SeeAsync(() => Task.FromResult(look()), expected, expectation);
}
