using System.Diagnostics;

namespace StreamBook.Tests;

/// <summary>Waits for a condition, and says what was last seen if it does not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(1);

    /// <summary>The text of a file once it is there and not empty.</summary>
    public static async Task<string> FileAsync(string path)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            if (File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } text)
                return text;
            if (clock.Elapsed > _deadline)
                throw new TimeoutException($"{path} {(File.Exists(path) ? "is empty" : "does not exist")} after {_deadline.TotalSeconds} s.");
        }
    }
}
