using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StreamBook;

/// <summary>Waits for what happens soon but not at once: a line in a log, a server that notices that its client left.</summary>
public static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    /// <summary>Looks until what it sees is as expected, and returns it.</summary>
    /// <param name="look">What to look at, every 20 ms.</param>
    /// <param name="expected">Whether it is as expected.</param>
    /// <param name="expectation">The source text of <paramref name="expected"/>; the compiler fills it in.</param>
    /// <exception cref="TimeoutException">It was not within 30 s; the message says what was seen last.</exception>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> expected, [CallerArgumentExpression(nameof(expected))] string expectation = "")
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (expected(seen))
                return seen;
            if (Stopwatch.GetElapsedTime(start) > _deadline)
                throw new TimeoutException($"Not within {_deadline.TotalSeconds} s: {expectation}\nLast seen: {seen}");
            await Task.Delay(20);
        }
    }

    /// <inheritdoc cref="SeeAsync{T}(Func{Task{T}}, Func{T, bool}, string)"/>
    public static Task<T> SeeAsync<T>(Func<T> look, Func<T, bool> expected, [CallerArgumentExpression(nameof(expected))] string expectation = "") =>
        SeeAsync(() => Task.FromResult(look()), expected, expectation);
}
