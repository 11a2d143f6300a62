using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using StreamBook.Labs;

namespace StreamBook.Tests;

[FullLane]
public class LabTests
{
    // A connection of its own for each request, as a browser's first.
    internal static async Task<HttpResponseMessage> GetAsync(Uri url)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await client.GetAsync(url);
    }

    internal static NginxConfiguration Answering(int status) => Recipe.Bare.With("return", $"{status}");

    internal static void ShouldBeClean(NginxServer nginx)
    {
        nginx.ErrorLog.ShouldNotContain("[alert]");
        nginx.ErrorLog.ShouldNotContain("[emerg]");
    }

    [Fact]
    public async Task A_lab_answers_through_nginx_as_soon_as_it_is_started()
    {
        await using var lab = await Lab.StartAsync();

        var capture = await lab.Nginx.CaptureAsync("/clock?count=3&interval=20");

        capture.Failure.ShouldBeNull();
        capture.Events.Length.ShouldBe(3);
        var log = await Eventually.SeeAsync(() => lab.Nginx.AccessLog, log => log.Contains("GET /clock", StringComparison.Ordinal));
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem("the lab's own knocks are not in the log");
        lab.ToString().ShouldBe($"lab as processes (asked for): nginx {lab.Nginx.Version} at {lab.Nginx.Url} forwards to {lab.Backend.Url}");
        ShouldBeClean(lab.Nginx);
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_HTTP_2_as_a_browser_asks_for_it()
    {
        await using var lab = await Lab.StartAsync(new() { Configuration = Recipe.Recommended.With("http2 on;", NginxContext.Server).WithSelfSignedCertificate() });
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, errors) => errors is SslPolicyErrors.RemoteCertificateChainErrors },
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{lab.Nginx.Url.Authority}/page") { Version = HttpVersion.Version20 };

        using var response = await client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, "nobody vouches for the certificate, but its name is right");
        response.Version.ShouldBe(HttpVersion.Version20);
        ShouldBeClean(lab.Nginx);
    }

    [Fact]
    public async Task All_that_nginx_writes_is_in_a_folder_that_goes_with_it()
    {
        var lab = await Lab.StartAsync();
        var folder = lab.Nginx.Folder;
        Directory.Exists(folder).ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.ReadAllText(Path.Combine(folder, "nginx.conf")).ShouldBe(lab.Nginx.ConfigurationText);

        await lab.DisposeAsync();
        await lab.DisposeAsync();

        Directory.Exists(folder).ShouldBeFalse();
        (await lab.Nginx.CaptureAsync("/")).Failure.ShouldNotBeNull();
        lab.Nginx.ErrorLog.ShouldContain("start worker process");
        await Should.ThrowAsync<ObjectDisposedException>(() => lab.UseAsync(Recipe.Bare));
        await Should.ThrowAsync<ObjectDisposedException>(() => lab.AddNginxAsync(Recipe.Bare));
    }

    [Fact]
    public async Task Files_are_kept_when_asked_for()
    {
        var lab = await Lab.StartAsync(new() { KeepFiles = true });
        await lab.DisposeAsync();

        var log = File.ReadAllText(Path.Combine(lab.Nginx.Folder, "error.log"));
        Directory.Delete(lab.Nginx.Folder, recursive: true);
        log.ShouldContain("exit");
        log.ShouldNotContain("[alert]");
    }

    [Fact]
    public async Task An_open_stream_does_not_delay_the_end()
    {
        var lab = await Lab.StartAsync();
        var running = lab.Nginx.CaptureAsync("/clock?count=0&interval=20", new() { Deadline = TimeSpan.FromMinutes(5) });
        await Eventually.SeeAsync(() => lab.Backend.GetLogAsync(), log => log.Any(request => request.EndedMs is null));

        await lab.DisposeAsync();

        (await running).Failure.ShouldNotBeNull();
        Directory.Exists(lab.Nginx.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_lab_whose_configuration_is_refused_leaves_nothing()
    {
        var mark = $"mark_{Guid.NewGuid():N}";

        var error = await Should.ThrowAsync<NginxConfigurationException>(() => Lab.StartAsync(new() { Configuration = Recipe.Bare.With($"{mark};") }));

        error.Reason.ShouldContain(mark);
        Directory.GetFiles(Path.GetTempPath(), "candidate.conf", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Where(file => Contains(file, mark)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_taken_meanwhile_is_left_to_its_owner()
    {
        using var owner = new TcpListener(IPAddress.Loopback, 0);
        owner.Start();
        var taken = ((IPEndPoint)owner.LocalEndpoint).Port;
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var ports = new Queue<int>([taken, ((IPEndPoint)free.LocalEndpoint).Port]);
        free.Stop();

        await using var nginx = await NginxServer.StartAsync(
            "nginx", () => new ProcessHost("").PrepareNginxAsync("nginx", null, new(), default),
            Task.FromResult(new Uri("http://127.0.0.1:1/")), new() { Configuration = Answering(204) }, default, choosePort: ports.Dequeue);

        nginx.Url.Port.ShouldNotBe(taken);
        (await GetAsync(nginx.Url)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Two_labs_and_two_proxies_in_a_row_run_at_once()
    {
        var labs = await Task.WhenAll(Lab.StartAsync(), Lab.StartAsync());
        await using var one = labs[0];
        await using var two = labs[1];
        var outer = await one.AddNginxAsync(Recipe.Recommended, one.Nginx.Url);

        outer.Name.ShouldBe("nginx 2");
        var capture = await outer.CaptureAsync("/clock?count=3&interval=20");
        capture.Events.Length.ShouldBe(3);
        await Eventually.SeeAsync(() => one.Nginx.AccessLog, log => log.Contains("/clock", StringComparison.Ordinal));
        two.Nginx.AccessLog.ShouldBeEmpty();
        one.Logs.ShouldContain("== nginx 2: access.log");

        await one.DisposeAsync();
        (await two.Nginx.CaptureAsync("/clock?count=1")).Events.Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_value_comes_back_in_the_answer_as_it_was_given()
    {
        await using var lab = await Lab.StartAsync();
        foreach (var value in (string[])["a; return 500", "}", "{", "\"", "'", "\\", "#", "\\n", "a b\tc", "\\\"; }"])
        {
            await lab.UseAsync(Answering(204).With("add_header", "X-Test", value));
            (await GetAsync(lab.Nginx.Url)).Headers.NonValidated["X-Test"].ToString().ShouldBe(value);
        }
    }

    [Fact]
    public async Task What_cannot_be_disposed_of_keeps_nothing_else_alive()
    {
        var lab = await Lab.StartAsync(new() { Host = LabHost.Processes });
        // A log that is a socket cannot be opened.
        var log = Path.Combine(lab.Nginx.Folder, "error.log");
        File.Delete(log);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(log));

        await Should.ThrowAsync<IOException>(async () => await lab.DisposeAsync());

        Directory.Exists(lab.Nginx.Folder).ShouldBeFalse();
        await Eventually.SeeAsync(() => LabProcesses.Of(lab.Nginx.Folder), left => left.IsEmpty);
        await Should.ThrowAsync<LabException>(() => lab.Backend.GetTextAsync("/"));
    }

    [Fact]
    public async Task An_upstream_that_nginx_cannot_forward_to_is_refused()
    {
        await using var lab = await Lab.StartAsync();
        await Should.ThrowAsync<ArgumentException>(() => lab.AddNginxAsync(Recipe.Bare, new("https://127.0.0.1/")));
        await Should.ThrowAsync<ArgumentException>(() => lab.AddNginxAsync(Recipe.Bare, new("/relative", UriKind.Relative)));
    }

    private static bool Contains(string file, string text)
    {
        try
        {
            return File.ReadAllText(file).Contains(text, StringComparison.Ordinal);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // That of another lab, which has ended since.
            return false;
        }
    }
}
