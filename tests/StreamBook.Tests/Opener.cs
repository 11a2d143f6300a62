using StreamBook.Labs.Containers;
using StreamBook.Programs;

namespace StreamBook.Tests;

/// <summary>The entry point of this assembly: opens something of the lab in a process of its own, so that a test can kill that process.</summary>
internal static class Opener
{
    /// <summary>Starts an opener. Ctrl-C's signal ends it even if these tests run in the background of a script, whose children are born deaf to it.</summary>
    public static ChildProcess Start(string what) => OperatingSystem.IsLinux()
        ? ChildProcess.Start("env", "--default-signal=INT", DotnetProgram.Host, typeof(Opener).Assembly.Location, what)
        : ChildProcess.Start(DotnetProgram.Host, typeof(Opener).Assembly.Location, what);

    /// <summary>The same with a temporary folder of its own, where all that it leaves can be seen.</summary>
    public static ChildProcess Start(string what, string temporaryFolder) =>
        ChildProcess.Start("env", $"TMPDIR={temporaryFolder}", DotnetProgram.Host, typeof(Opener).Assembly.Location, what);

    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["backend"]:
                var backend = await BackendServer.StartAsync();
                Console.WriteLine($"opened {backend.ProcessId}");
                break;
            case ["lab"]:
                // As bad as it gets: a stream is open in an old worker, another in a new one.
                var lab = await Lab.StartAsync();
                _ = lab.Nginx.CaptureAsync("/clock?count=0&interval=10");
                await Eventually.SeeAsync(() => lab.Backend.GetLogAsync(), log => log.Length == 1);
                await lab.UseAsync(Recipe.Article);
                _ = lab.Nginx.CaptureAsync("/clock?count=0&interval=10");
                await Eventually.SeeAsync(() => lab.Backend.GetLogAsync(), log => log.Length == 2);
                Console.WriteLine($"opened {lab.Backend.ProcessId} {lab.Nginx.Url}");
                break;
            case ["own server"]:
                var own = await (await Lab.StartAsync(new() { Host = LabHost.Processes })).AddBackendAsync(OwnServerTests.Hello);
                Console.WriteLine($"opened {await own.ProcessId}");
                break;
            case ["redis"]:
                var redis = await (await Lab.StartAsync(new() { Host = LabHost.Processes })).AddRedisAsync(appendOnly: true);
                Console.WriteLine($"opened {redis.Port}");
                break;
            case ["which lab"]:
                await using (var any = await Lab.StartAsync())
                    Console.WriteLine(any);
                break;
            case ["container lab"]:
                var inContainers = await Lab.StartAsync(new() { Host = LabHost.Containers });
                _ = inContainers.Nginx.CaptureAsync("/clock?count=0&interval=10");
                await Eventually.SeeAsync(() => inContainers.Backend.GetLogAsync(), log => log.Length == 1);
                Console.WriteLine($"opened {((ContainerHost)inContainers.ServerHost).Id}");
                break;
            case ["given-up labs"]:
                for (var (milliseconds, started) = (0, false); !started; milliseconds += 5 + milliseconds / 3)
                {
                    using var soon = new CancellationTokenSource(milliseconds);
                    var start = Lab.StartAsync(cancellationToken: soon.Token);
                    await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    if (started = start.IsCompletedSuccessfully)
                        await (await start).DisposeAsync();
                }

                Console.WriteLine("gave up");
                break;
            default:
                return 2;
        }

        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        return 0;
    }
}
