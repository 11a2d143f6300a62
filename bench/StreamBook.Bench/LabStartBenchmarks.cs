using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace StreamBook.Bench;

/// <summary>From nothing to the first event through nginx, with warm images: as processes, in containers, and the same two services by Docker Compose where that is installed.</summary>
[Config(typeof(InThisProcess))]
public class LabStartBenchmarks
{
    private static readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private Func<Task> _end = () => Task.CompletedTask;

    [Benchmark(Baseline = true)]
    public Task Processes() => StartAsync(LabHost.Processes);

    [Benchmark]
    public Task Containers() => StartAsync(LabHost.Containers);

    // The same two services from docker/compose.yaml; NGINX_BASE and BACKEND_BASE name other base images. Build them before.
    [Benchmark]
    public async Task Compose()
    {
        _end = () => ComposeCommand.RunAsync("down", "--volumes");
        await ComposeCommand.RunAsync("up", "--detach");
        while (await AnswerAsync() is not { } answer || !answer.Contains("sent", StringComparison.Ordinal))
            await Task.Delay(5);
    }

    [IterationCleanup]
    public void End() => _end().GetAwaiter().GetResult();

    private static async Task<string?> AnswerAsync()
    {
        try
        {
            return await _http.GetStringAsync(new Uri("http://127.0.0.1:8080/clock?count=1&interval=0"));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task StartAsync(LabHost host)
    {
        var lab = await Lab.StartAsync(new() { Host = host });
        _end = () => lab.DisposeAsync().AsTask();
        var capture = await lab.Nginx.CaptureAsync("/clock?count=1&interval=0");
        if (capture.Events.Length != 1)
            throw new InvalidOperationException(capture.Failure);
    }

    // The lab finds the backend beside the folder that this program is in.
    private sealed class InThisProcess : ManualConfig
    {
        public InThisProcess()
        {
            AddJob(Job.Default
                .WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithWarmupCount(1).WithIterationCount(10));
            if (ComposeCommand.Found is null)
                AddFilter(new NameFilter(name => name != nameof(Compose)));
        }
    }
}
