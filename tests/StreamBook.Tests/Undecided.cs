namespace StreamBook.Tests;

/// <summary>A machine that stands still for a moment leaves some questions open, as while all tests begin. They are asked again.</summary>
internal static class Undecided
{
    private const int MostTimes = 5;

    /// <summary>Asks until there is an answer, five times at most; what is returned then is asserted as ever.</summary>
    /// <param name="askAsync">Asks.</param>
    /// <param name="isOpen">Whether an answer says itself that nothing can be said.</param>
    public static async Task<T> AgainAsync<T>(Func<Task<T>> askAsync, Func<T, bool> isOpen)
    {
        for (var time = 1; ; time++)
        {
            var answer = await askAsync();
            if (time == MostTimes || !isOpen(answer))
                return answer;
        }
    }
}
