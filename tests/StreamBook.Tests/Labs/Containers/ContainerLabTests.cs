using System.Net;
using System.Net.Sockets;
using StreamBook.Labs.Containers;
using StreamBook.Programs;

namespace StreamBook.Tests;

[FullLane, Collection(ContainerCollection.Name)]
public class ContainerLabTests
{
    // So long that this process, in which other tests run, does not stand still for all of it.
    private const string Judged = "/clock?count=20&interval=100";

    private static NginxConfiguration Answering(int status) => Recipe.Bare.With("return", $"{status}");

    private static async Task<HttpStatusCode> GetAsync(Uri url)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return (await client.GetAsync(url)).StatusCode;
    }

    private static Task<Lab> StartAsync(LabOptions? options = null) => Lab.StartAsync((options ?? new()) with { Host = LabHost.Containers });

    [ContainerFact]
    public async Task A_lab_answers_through_nginx_as_soon_as_it_is_started()
    {
        await using var lab = await StartAsync();

        var capture = await lab.Nginx.CaptureAsync("/clock?count=3&interval=50");

        capture.Failure.ShouldBeNull();
        capture.Events.Length.ShouldBe(3);
        lab.Host.ShouldBe(LabHost.Containers);
        lab.ToString().ShouldBe($"lab in containers ({lab.HostReason}): nginx {lab.Nginx.Version} at {lab.Nginx.Url} forwards to http://backend:8080/");
        await Eventually.SeeAsync(() => lab.Nginx.AccessLog, log => log.Contains("GET /clock"));
        lab.Nginx.ErrorLog.ShouldNotContain("[alert]");
        lab.Nginx.ErrorLog.ShouldNotContain("[emerg]");
    }

    [ContainerFact]
    public async Task The_very_first_request_after_a_change_meets_the_new_configuration()
    {
        await using var lab = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await lab.UseAsync(Answering(200 + (i % 2)));
            ((int)await GetAsync(lab.Nginx.Url)).ShouldBe(200 + (i % 2), $"change {i}");
        }
    }

    [ContainerFact]
    public async Task What_the_servers_use_is_read_in_their_containers()
    {
        await using var lab = await StartAsync();

        var nginx = await lab.Nginx.GetUsageAsync();
        nginx.ThreadCount.ShouldBe(2, "master and worker");
        nginx.WorkingSetByteCount.ShouldBeInRange(1_000_000, 100_000_000);
        var load = await lab.Nginx.LoadWebSocketsAsync("/ws/ticker?count=0&interval=50", 20, TimeSpan.FromMilliseconds(300));
        (load.Count, load.Limit).ShouldBe((20, null));
        (await lab.Backend.GetUsageAsync(collect: true)).HeapByteCount.ShouldNotBeNull().ShouldBeGreaterThan(100_000);
    }

    [ContainerFact]
    public async Task A_configuration_that_nginx_refuses_is_answered_with_its_line_and_changes_nothing()
    {
        await using var lab = await StartAsync();
        await lab.UseAsync(Answering(201));

        var error = await Should.ThrowAsync<NginxConfigurationException>(() => lab.UseAsync(Recipe.Article.With("proxy_bufering off;")));

        error.Reason.ShouldBe("unknown directive \"proxy_bufering\"");
        error.LineText.ShouldBe("proxy_bufering off;");
        (await GetAsync(lab.Nginx.Url)).ShouldBe(HttpStatusCode.Created);
    }

    [ContainerFact(ComparesVersions = true)]
    public async Task Versions_of_nginx_run_side_by_side_and_two_proxies_in_a_row()
    {
        var versions = Engine.NginxVersions;
        await using var lab = await StartAsync(new() { NginxVersions = versions, Configuration = Recipe.Bare });

        foreach (var (nginx, version) in lab.NginxServers.Zip(versions, (nginx, version) => (nginx, Version.Parse(version))))
        {
            nginx.Name.ShouldBe($"nginx {version}");
            (nginx.Version.Major, nginx.Version.Minor).ShouldBe((version.Major, version.Minor));
            // Between them lies 1.29.7, which speaks HTTP/1.1 to the backend by default.
            (await nginx.CaptureAsync(Judged)).Delivery.ShouldBe(nginx.Version < new Version(1, 29, 7) ? Delivery.Held : Delivery.Streamed);
        }

        lab.ToString().ShouldMatch($@"nginx {versions[0]}\.\d+ at .*\n  and nginx {versions[1]}\.\d+ at ");
        var outer = await lab.AddNginxAsync(Recipe.Recommended, lab.NginxServers[1].Url);
        (await outer.CaptureAsync("/clock?count=3&interval=20")).Events.Length.ShouldBe(3);
        await Eventually.SeeAsync(() => lab.NginxServers[1].AccessLog, log => log.Contains("GET /clock?count=3"));
        lab.Nginx.AccessLog.ShouldNotContain("GET /clock?count=3");
        lab.Logs.ShouldContain("== nginx 3: access.log");
    }

    [Fact]
    public async Task Another_version_than_that_of_this_machine_cannot_be_had_as_a_process()
    {
        var failure = await Should.ThrowAsync<LabException>(() => Lab.StartAsync(new() { NginxVersions = ["0.1"] }));
        failure.Attempt.ShouldBe("There is no nginx 0.1 here.");
    }

    [ContainerFact(ComparesVersions = true)]
    public async Task An_image_is_built_once_and_tells_its_steps()
    {
        using var engine = await Engine.ConnectAsync();
        // A base with a name of its own, so that no other lab has its image.
        var version = $"0.{Random.Shared.Next(1, int.MaxValue)}";
        var ours = $"streambook-offline/nginx:{version}";
        await DockerAsync("tag", Engine.NginxBases[Engine.NginxVersions[0]], ours);
        var (first, second) = (new Steps(), new Steps());
        try
        {
            var (image, build) = await LabImages.NginxAsync(engine, version, first, default);
            (await LabImages.NginxAsync(engine, version, second, default)).ShouldBe((image, build));
            await DockerAsync("rmi", image);
        }
        finally
        {
            await DockerAsync("rmi", ours);
        }

        first.Lines[0].ShouldBe($"nginx: building the image on {ours}");
        first.Lines.ShouldContain(line => line.Contains("RUN mkdir /lab"));
        first.Lines.ShouldAllBe(line => line.StartsWith("nginx: ") && !line.Contains("--->"));
        second.Lines.ShouldBeEmpty();
    }

    private static async Task DockerAsync(params string[] arguments)
    {
        await using var docker = ChildProcess.Start(ContainerEngines.FindCommand()!, arguments);
        (await docker.Exited).ShouldBe(0, docker.Output);
    }

    [ContainerFact]
    public async Task Files_are_kept_when_asked_for()
    {
        var lab = await StartAsync(new() { KeepFiles = true });
        var text = lab.Nginx.ConfigurationText;
        await lab.DisposeAsync();

        File.ReadAllText(Path.Combine(lab.Nginx.Folder, "nginx.conf")).ShouldBe(text);
        File.ReadAllText(Path.Combine(lab.Nginx.Folder, "error.log")).ShouldContain("start worker process");
        Directory.Delete(lab.Nginx.Folder, recursive: true);
    }

    [ContainerFact]
    public async Task A_port_that_is_taken_meanwhile_is_left_to_its_owner()
    {
        await using var lab = await StartAsync();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var ports = new Queue<int>([lab.Nginx.Url.Port, ((IPEndPoint)free.LocalEndpoint).Port]);
        free.Stop();

        await using var nginx = await NginxServer.StartAsync(
            "nginx 2", () => lab.ServerHost.PrepareNginxAsync("nginx 2", null, new(), default),
            lab.ServerHost.BackendUrl, new() { Configuration = Answering(204) }, default, choosePort: ports.Dequeue);

        nginx.Url.Port.ShouldNotBe(lab.Nginx.Url.Port);
        (await GetAsync(nginx.Url)).ShouldBe(HttpStatusCode.NoContent);
    }

    [ContainerFact]
    public async Task Held_and_streamed_are_told_apart_and_a_web_socket_passes()
    {
        await using var lab = await StartAsync(new() { Configuration = Recipe.Bare.With("proxy_http_version 1.0;") });
        (await Captures.JudgedAsync(() => lab.Nginx.CaptureAsync(Judged))).Delivery.ShouldBe(Delivery.Held);

        await lab.UseAsync(Recipe.Recommended);

        (await Captures.JudgedAsync(() => lab.Nginx.CaptureAsync(Judged))).Delivery.ShouldBe(Delivery.Streamed);
        (await lab.Nginx.CaptureWebSocketAsync("/ws/ticker?count=2&interval=10")).Failure.ShouldBeNull();
        lab.ServerHost.Kind.ShouldBe(LabHost.Containers);
    }

    [ContainerFact]
    public async Task Containers_are_chosen_where_an_engine_answers()
    {
        // The first time, lines about the images it builds come before.
        (await WhichAsync("auto")).ShouldMatch(@"(?m)^lab in containers \(docker ");
        (await WhichAsync("processes")).ShouldStartWith("lab as processes (asked for): nginx ");
    }

    [ContainerFact]
    public async Task Processes_are_chosen_where_none_does_and_the_reason_is_told()
    {
        (await WhichAsync("auto", "DOCKER_HOST=tcp://192.0.2.1:2375")).ShouldStartWith("lab as processes (The container engine is on another machine): nginx ");
        (await WhichAsync("auto", "DOCKER_HOST=tcp://localhost:1")).ShouldStartWith("lab as processes (docker does not answer: the container engine is not running): nginx ");
        (await WhichAsync("auto", "DOCKER_HOST=garbage")).ShouldStartWith("lab as processes (DOCKER_HOST is not the address of a container engine): nginx ");
        // The adapter knows neither of these, the command line does.
        (await WhichAsync("auto", "DOCKER_HOST=localhost:1")).ShouldStartWith("lab as processes (docker does not answer: the container engine is not running): nginx ");
        (await WhichAsync("auto", "DOCKER_HOST=ssh://localhost")).ShouldStartWith("lab as processes (docker does not answer: the container engine is not running): nginx ");
        (await WhichAsync("auto", "DOCKER_HOST=unix:///no/such/socket")).ShouldStartWith("lab as processes (docker does not answer: the container engine is not running): nginx ");
        (await WhichAsync("sideways")).ShouldContain("STREAMBOOK_HOST is sideways.");
    }

    // In a process of its own, as other tests run in the environment of this one.
    private static async Task<string> WhichAsync(string host, params string[] environment)
    {
        await using var opener = ChildProcess.Start(
            "env", [$"{Lab.HostVariable}={host}", .. environment, DotnetProgram.Host, typeof(Opener).Assembly.Location, "which lab"]);
        await opener.EndAsync(TimeSpan.FromMinutes(1));
        return opener.Output;
    }

    private sealed class Steps : IProgress<string>
    {
        public List<string> Lines { get; } = [];

        public void Report(string value) => Lines.Add(value);
    }
}
