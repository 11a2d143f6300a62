using System.Net;
using StreamBook.Labs;
using StreamBook.Programs;
using static StreamBook.Tests.LabTests;

namespace StreamBook.Tests;

[FullLane]
public class LabChangeTests
{
    [Fact]
    public async Task The_very_first_request_after_a_change_meets_the_new_configuration()
    {
        await using var lab = await Lab.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            var status = 200 + (i % 2);
            await lab.UseAsync(Answering(status));
            ((int)(await GetAsync(lab.Nginx.Url)).StatusCode).ShouldBe(status, $"change {i}");
        }

        ShouldBeClean(lab.Nginx);
    }

    [Fact]
    public async Task With_several_workers_none_of_the_old_ones_answers_after_a_change()
    {
        await using var lab = await Lab.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            var status = 200 + (i % 2);
            await lab.UseAsync(Answering(status).With("worker_processes 4;", NginxContext.Main));
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => GetAsync(lab.Nginx.Url))))
                ((int)answer.StatusCode).ShouldBe(status, $"change {i}");
        }
    }

    [Fact]
    public async Task A_stream_that_is_open_over_a_change_goes_on()
    {
        await using var lab = await Lab.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var stream = new StreamReader(await client.GetStreamAsync(new Uri(lab.Nginx.Url, "/clock?count=0&interval=10")));
        (await stream.ReadLineAsync()).ShouldNotBeNull();

        await lab.UseAsync(Answering(204));

        (await GetAsync(lab.Nginx.Url)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // It has no end of its own, and by now any end would have come: what was sent before has long been read.
        for (var i = 0; i < 300; i++)
            (await stream.ReadLineAsync()).ShouldNotBeNull();
        (await lab.Backend.GetLogAsync()).ShouldHaveSingleItem().EndedMs.ShouldBeNull();
    }

    [Fact]
    public async Task A_configuration_that_nginx_refuses_is_answered_with_its_line_and_changes_nothing()
    {
        await using var lab = await Lab.StartAsync();
        await lab.UseAsync(Answering(201));

        var error = await Should.ThrowAsync<NginxConfigurationException>(() => lab.UseAsync(Recipe.Article.With("proxy_bufering off;")));

        error.Reason.ShouldBe("unknown directive \"proxy_bufering\"");
        error.LineText.ShouldBe("proxy_bufering off;");
        error.ConfigurationText.Split('\n')[error.LineNumber!.Value - 1].Trim().ShouldBe("proxy_bufering off;");
        error.Message.ShouldNotContain(lab.Nginx.Folder);
        lab.Nginx.Configuration.ShouldBe(Answering(201));
        (await GetAsync(lab.Nginx.Url)).StatusCode.ShouldBe(HttpStatusCode.Created);
        ShouldBeClean(lab.Nginx);
    }

    [Fact]
    public async Task What_nginx_refuses_only_at_the_reload_is_told_too()
    {
        static NginxConfiguration Zone(string key) => Recipe.Bare.With($"limit_conn_zone {key} zone=z:1m;", NginxContext.Http);
        await using var lab = await Lab.StartAsync(new() { Configuration = Zone("$server_port") });

        var error = await Should.ThrowAsync<NginxConfigurationException>(() => lab.UseAsync(Zone("$remote_addr")));

        error.Reason.ShouldContain("previously it used the \"$server_port\" key");
        lab.Nginx.Configuration.ShouldBe(Zone("$server_port"));
        await lab.UseAsync(Answering(201));
        (await GetAsync(lab.Nginx.Url)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task An_nginx_that_somebody_ended_says_so_at_the_next_change(string signal)
    {
        await using var lab = await Lab.StartAsync();
        var master = File.ReadAllText(Path.Combine(lab.Nginx.Folder, "nginx.pid")).Trim();
        await using var kill = ChildProcess.Start("/bin/sh", "-c", $"kill -s {signal} {master}");
        await kill.Exited;

        var error = await Should.ThrowAsync<LabException>(() => lab.UseAsync(Recipe.Bare));

        error.Message.ShouldContain("nginx ended with exit code");
        await lab.DisposeAsync();
        await Eventually.SeeAsync(() => LabProcesses.Of(lab.Nginx.Folder), left => left.IsEmpty);
    }

    [Fact]
    public async Task An_nginx_that_does_not_react_is_told_with_what_was_seen_last_and_ends_all_the_same()
    {
        CommaCulture.Use();
        var lab = await Lab.StartAsync(new() { Deadline = TimeSpan.FromSeconds(2.5) });
        var master = File.ReadAllText(Path.Combine(lab.Nginx.Folder, "nginx.pid")).Trim();
        await using var stop = ChildProcess.Start("/bin/sh", "-c", $"kill -s STOP {master}");
        await stop.Exited;

        var error = await Should.ThrowAsync<LabException>(() => lab.UseAsync(Answering(204)));

        error.Attempt.ShouldBe("nginx did not take up the configuration within 2.5 s.", "with a point in any culture");
        error.Observation.ShouldContain("nginx has not taken up the signal");
        error.Observation.ShouldContain("error.log: ");
        await lab.DisposeAsync();
        Directory.Exists(lab.Nginx.Folder).ShouldBeFalse();
        await Eventually.SeeAsync(() => LabProcesses.Of(lab.Nginx.Folder), left => left.IsEmpty);
    }
}
