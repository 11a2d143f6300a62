using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using StreamBook.Labs.Containers;
using StreamBook.Nginx;

namespace StreamBook.Tests;

/// <summary>What every way to an engine must do.</summary>
[Collection(ContainerCollection.Name)]
public sealed class ContainerEngineTests : IAsyncLifetime
{
    private readonly string _name = $"streambook-test-{Guid.NewGuid():N}"[..24];
    private readonly ImmutableDictionary<string, string> _labels;

    public ContainerEngineTests() => _labels = ImmutableDictionary<string, string>.Empty.Add("streambook.test", _name);

    public static TheoryData<string> Ways => Engine.Ways;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        using var engine = await Engine.ConnectAsync();
        foreach (var thing in await engine.ListAsync($"streambook.test={_name}"))
            await engine.RemoveAsync(thing);
    }

    // The shell of nginx's image in place of nginx.
    private static async Task<string> ShellImageAsync(IContainerEngine engine, IProgress<string>? progress = null, string last = "")
    {
        var (nginx, _) = await LabImages.NginxAsync(engine, null, null, default);
        var dockerfile = $"""
            ARG BASE
            FROM $BASE
            ENTRYPOINT ["/bin/sh", "-c"]
            {last}

            """;
        var build = new ImageBuild("streambook-test:shell", nginx, ImmutableDictionary<string, string>.Empty.Add("shell", "yes"), [File("Dockerfile", dockerfile)]);
        await engine.BuildImageAsync(build, progress);
        return build.Tag;
    }

    private static ContainerFile File(string name, string text) => new(name, System.Text.Encoding.UTF8.GetBytes(text));

    private async Task<ContainerSetup> ShellAsync(IContainerEngine engine, string script) => new(_name, await ShellImageAsync(engine), _labels) { Arguments = [script] };

    private static async Task<string> RunAsync(IContainerEngine engine, ContainerSetup setup, params ContainerFile[] files)
    {
        var container = await engine.CreateContainerAsync(setup);
        if (files.Length > 0)
            await engine.CopyInAsync(container, setup.Folder!, files);
        await engine.StartAsync(container);
        return container;
    }

    private static async Task<(string Output, string Error)> LogsAsync(IContainerEngine engine, string container)
    {
        var (output, error) = (new List<string>(), new List<string>());
        await engine.FollowAsync(container, output.Add, error.Add);
        return (string.Join('\n', output), string.Join('\n', error));
    }

    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task A_built_image_is_found_by_its_labels_and_its_steps_are_reported(string way)
    {
        using var engine = await Engine.ConnectAsync(way);
        var progress = new Lines();

        var image = await ShellImageAsync(engine, progress);

        (await engine.FindImageAsync(image)).ShouldNotBeNull()["shell"].ShouldBe("yes");
        // Docker's new builder has no step for what makes no layer.
        progress.Text.ShouldContain("FROM");
        (await engine.FindImageAsync("streambook-test:none")).ShouldBeNull();
    }

    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task A_build_that_fails_shows_what_it_said_last(string way)
    {
        using var engine = await Engine.ConnectAsync(way);

        var failure = await Should.ThrowAsync<LabException>(() => ShellImageAsync(engine, null, "RUN echo such a pity && exit 7"));

        failure.Attempt.ShouldContain("streambook-test:shell could not be built");
        failure.Observation.ShouldContain("such a pity");
        failure.Observation.ShouldContain("7");
    }

    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task A_base_that_cannot_be_pulled_is_named(string way)
    {
        using var engine = await Engine.ConnectAsync(way);
        var build = new ImageBuild("streambook-test:none", "streambook-none/none:1", [], [File("Dockerfile", "ARG BASE\nFROM $BASE\n")]);

        var failure = await Should.ThrowAsync<LabException>(() => engine.BuildImageAsync(build));

        failure.Attempt.ShouldBe("The image streambook-test:none could not be built on streambook-none/none:1: an image cannot be pulled.");
        failure.Advice.ShouldContain("docker/offline-images");
    }

    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task A_container_is_limited_in_what_it_may_do(string way)
    {
        using var engine = await Engine.ConnectAsync(way);
        var run = await ShellAsync(engine, """
            touch /root-file 2>/dev/null || echo read-only
            touch /tmp/file /lab/file && echo writable
            grep -E '^(CapEff|NoNewPrivs)' /proc/self/status
            cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null
            cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null
            id -u
            """);

        var container = await RunAsync(engine, run with { Folder = "/lab", MemoryByteCount = 64 << 20, ProcessCount = 50 });

        (await LogsAsync(engine, container)).Output.Split('\n').Select(line => line.Replace("\t", " "))
            .ShouldBe(["read-only", "writable", "CapEff: 0000000000000000", "NoNewPrivs: 1", $"{64 << 20}", "50", "10001"]);
    }

    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task Logs_come_line_by_line_and_end_with_the_container_whose_exit_code_is_told(string way)
    {
        using var engine = await Engine.ConnectAsync(way);
        var container = await RunAsync(engine, await ShellAsync(engine, "echo läuft; echo 'oh no' >&2; printf 'no end' >&2; read line; exit 3"));
        (await engine.InspectAsync(container)).IsRunning.ShouldBeTrue("its input stays open");
        var lines = new Lines();
        var end = engine.FollowAsync(container, lines.Report, lines.Report);
        await Eventually.SeeAsync(() => lines.Text, text => text.Contains("läuft") && text.Contains("oh no"));

        await engine.SignalAsync(container, "KILL");

        (await end.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(137);
        (await engine.InspectAsync(container)).ShouldBe(new ContainerState(IsRunning: false, HostPort: null));
        (await LogsAsync(engine, container)).ShouldBe(("läuft", "oh no\nno end"));
    }

    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task Files_are_there_at_the_start_and_can_be_replaced_and_signals_arrive(string way)
    {
        using var engine = await Engine.ConnectAsync(way);
        var run = await ShellAsync(engine, "trap 'cat /lab/greeting; exit' HUP; cat /lab/greeting; while :; do sleep 0.1; done");
        var container = await RunAsync(engine, run with { Folder = "/lab" }, File("greeting", "hello\n"));
        var lines = new Lines();
        var end = engine.FollowAsync(container, lines.Report, lines.Report);
        await Eventually.SeeAsync(() => lines.Text, text => text == "hello\n");

        await engine.CopyInAsync(container, "/lab", [File("greeting", "good bye\n")]);
        (await engine.ExecuteAsync(container, ["cat", "/lab/greeting"])).ShouldBe((0, "good bye\n"));
        (await engine.ExecuteAsync(container, ["/bin/sh", "-c", "echo no; echo never >&2; exit 4"])).ShouldBe((4, "no\nnever\n"));
        await engine.SignalAsync(container, "HUP");

        (await end.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(0);
        lines.Text.ShouldBe("hello\ngood bye\n");
        (await Should.ThrowAsync<LabException>(() => engine.ExecuteAsync(container, ["true"]))).Attempt.ShouldStartWith("true could not be run in the container");
        (await Should.ThrowAsync<LabException>(() => engine.SignalAsync(container, "HUP"))).Attempt.ShouldStartWith("The signal HUP could not be sent");
    }

    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task Containers_of_a_network_find_each_other_by_name_and_ports_are_on_loopback_only(string way)
    {
        using var engine = await Engine.ConnectAsync(way);
        var (nginx, build) = await LabImages.NginxAsync(engine, null, null, default);
        await engine.CreateNetworkAsync(_name, _labels);
        var template = new NginxTemplate(build, 8080, new("http://127.0.0.1:1/"), null) { InContainer = true };
        var configuration = File("nginx.conf", template.Render(Recipe.Bare.With("return 204;")));
        var run = new ContainerSetup(_name, nginx, _labels) { Network = (_name, "server"), Folder = "/lab", Port = 8080 };

        var server = await RunAsync(engine, run, configuration);
        var client = await RunAsync(engine, await ShellAsync(engine, "getent hosts server") with { Name = _name + "-client", Network = (_name, "client") });

        (await LogsAsync(engine, client)).Output.ShouldContain("server");
        var port = (await engine.InspectAsync(server)).HostPort.ShouldNotBeNull();
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == port)
            .ShouldBe([new(IPAddress.Loopback, port)]);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.SeeAsync(() => StatusAsync(http, port), status => status == HttpStatusCode.NoContent);

        var failure = await Should.ThrowAsync<LabException>(() => RunAsync(engine, run with { Name = _name + "-other", HostPort = port }));
        failure.Attempt.ShouldEndWith("the port is taken.");
        EngineFailure.IsPortTaken(failure).ShouldBeTrue();
    }

    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task What_is_labelled_is_listed_and_removed_also_twice(string way)
    {
        using var engine = await Engine.ConnectAsync(way);
        await engine.CreateNetworkAsync(_name, _labels);
        var running = await RunAsync(engine, await ShellAsync(engine, "read line") with { Network = (_name, "a") });
        var ended = await RunAsync(engine, await ShellAsync(engine, "exit") with { Name = _name + "-b" });
        await LogsAsync(engine, ended);

        var things = await engine.ListAsync($"streambook.test={_name}");

        things.Select(thing => (thing.Id, thing.IsNetwork, thing.IsRunning)).ShouldBe([(running, false, true), (ended, false, false), (_name, true, true)], ignoreOrder: true);
        things.ShouldAllBe(thing => thing.Labels["streambook.test"] == _name);
        (await engine.ListAsync("streambook.test")).Length.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var thing in things.Concat(things))
            await engine.RemoveAsync(thing);
        (await engine.ListAsync($"streambook.test={_name}")).ShouldBeEmpty();
        (await Should.ThrowAsync<LabException>(() => engine.InspectAsync(running))).Attempt.ShouldContain("could not be looked up");
    }

    // What came into being later would be missed by whoever removes what is there.
    [ContainerTheory, MemberData(nameof(Ways))]
    public async Task A_container_whose_creation_was_given_up_is_there_at_once_or_never(string way)
    {
        using var engine = await Engine.ConnectAsync(way);
        var setup = await ShellAsync(engine, "read line");
        async Task<string[]> ThereAsync() => [.. (await engine.ListAsync($"streambook.test={_name}")).Select(thing => thing.Id)];
        for (var n = 0; n < 20; n++)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(2 * n));
            var create = engine.CreateContainerAsync(setup with { Name = $"{_name}-{n}" }, soon.Token);
            await ((Task)create).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            var after = await ThereAsync();
            // Time for what may still be under way: another container, from beginning to end.
            await engine.RemoveAsync(new(await engine.CreateContainerAsync(setup with { Name = $"{_name}-after" }), IsNetwork: false, IsRunning: false, _labels));
            (await ThereAsync()).ShouldBe(after, ignoreOrder: true, $"given up after {2 * n} ms");
        }
    }

    [ContainerFact]
    public async Task An_engine_that_does_not_run_is_named()
    {
        using var docker = new FakeCommand("exec docker -H unix:///no/such/socket \"$@\"");
        var failure = await Should.ThrowAsync<LabException>(DockerCommandEngine.ConnectAsync(docker.Path));
        failure.Attempt.ShouldBe("docker does not answer: the container engine is not running.");
    }

    [ContainerFact]
    public async Task A_socket_that_is_not_ours_to_use_is_named()
    {
        using var docker = new FakeCommand("exec setpriv --reuid 65534 --regid 65534 --clear-groups docker \"$@\"");
        var failure = await Should.ThrowAsync<LabException>(DockerCommandEngine.ConnectAsync(docker.Path));
        failure.Attempt.ShouldBe("docker does not answer: you may not use the engine's socket.");
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, int port)
    {
        try
        {
            return (await http.GetAsync(new Uri($"http://127.0.0.1:{port}/"))).StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private sealed class Lines : IProgress<string>
    {
        private readonly System.Text.StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text)
                    return _text.ToString();
            }
        }

        public void Report(string value)
        {
            lock (_text)
                _text.Append(value).Append('\n');
        }
    }

    // A program called docker.
    private sealed class FakeCommand : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("docker-").FullName;

        public FakeCommand(string script)
        {
            System.IO.File.WriteAllText(Path, $"#!/bin/sh\n{script}\n");
            if (!OperatingSystem.IsWindows())
                System.IO.File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        public string Path => System.IO.Path.Combine(_folder, "docker");

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
