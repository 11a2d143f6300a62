namespace StreamBook.Tests;

/// <summary>The entry point of this assembly: opens something of the lab in a process of its own, so that a test can kill that process.</summary>
internal static class Opener
{
    /// <summary>What an opener is started with.</summary>
    public static ChildProcess Start(string what) =>
        ChildProcess.Start(BackendServer.DotnetHost(), typeof(Opener).Assembly.Location, what);

    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["backend"]:
                var backend = await BackendServer.StartAsync();
                Console.WriteLine($"opened {backend.ProcessId}");
                break;
            default:
                return 2;
        }

        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        return 0;
    }
}
