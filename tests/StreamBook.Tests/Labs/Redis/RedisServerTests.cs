using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace StreamBook.Tests;

/// <summary>A Redis of the lab, spoken to by hand: its protocol takes a line as a command.</summary>
[FullLane]
public sealed class RedisServerTests(OwnServerTests.SharedLab shared) : IClassFixture<OwnServerTests.SharedLab>
{
    [Fact]
    public async Task It_answers_and_servers_that_are_added_later_find_it()
    {
        var redis = await shared.Lab.AddRedisAsync();

        var own = await shared.Lab.AddBackendAsync(OwnServerTests.Hello.Replace("data: hello", "data: {Environment.GetEnvironmentVariable(\\\"REDIS\\\")}").Replace("(\"data", "($\"data").Replace("\\\"", "\""));

        (await AskAsync(redis, "ECHO hello")).ShouldBe("$5\r\nhello\r\n");
        (await own.CaptureAsync("/")).Events.Single().Event.Data.ShouldBe(redis.Address);
        shared.Lab.Logs.ShouldContain($"== {redis}");
    }

    [Theory]
    [InlineData(true, "$5\r\nvalue\r\n")]
    [InlineData(false, "$-1\r\n")]
    public async Task What_it_answered_for_survives_a_kill_only_with_an_append_only_file(bool appendOnly, string value)
    {
        var redis = await shared.Lab.AddRedisAsync(appendOnly);
        (await AskAsync(redis, "SET key value")).ShouldBe("+OK\r\n");
        await redis.KillAsync();
        await Should.ThrowAsync<SocketException>(() => AskAsync(redis, "PING"));

        await redis.RestartAsync();

        (await AskAsync(redis, "GET key")).ShouldBe(value);
    }

    [Fact]
    public async Task A_restart_ends_the_one_that_runs()
    {
        var redis = await shared.Lab.AddRedisAsync();
        await AskAsync(redis, "SET key value");

        await redis.RestartAsync();

        (await AskAsync(redis, "GET key")).ShouldBe("$-1\r\n");
    }

    [Fact]
    public async Task It_ends_with_its_lab_and_can_be_told_nothing_more()
    {
        RedisServer redis;
        await using (var lab = await Lab.StartAsync(new() { Host = LabHost.Processes }))
            redis = await lab.AddRedisAsync(appendOnly: true);

        await Should.ThrowAsync<SocketException>(() => AskAsync(redis, "PING"));
        (await Should.ThrowAsync<Exception>(() => redis.RestartAsync())).ShouldBeOfType<LabException>().Observation.ShouldContain("guard has ended");
    }

    [ContainerTheory]
    [InlineData(true, "$5\r\nvalue\r\n")]
    [InlineData(false, "$-1\r\n")]
    public async Task In_a_container_what_it_answered_for_survives_a_kill_only_with_an_append_only_file(bool appendOnly, string value)
    {
        RedisServer redis;
        await using (var lab = await Lab.StartAsync(new() { Host = LabHost.Processes }))
        {
            redis = await lab.AddRedisAsync(await RedisProgram.FindImageAsync(new("", "", ""), default), appendOnly, default);
            $"{redis}".ShouldMatch($@"^Redis \d+\.\d+\.\d+ at 127\.0\.0\.1:{redis.Port}, with");
            (await AskAsync(redis, "SET key value")).ShouldBe("+OK\r\n");
            await redis.KillAsync();
            await redis.KillAsync();
            (await AskInVainAsync(redis)).ShouldBe("");

            await redis.RestartAsync();

            (await AskAsync(redis, "GET key")).ShouldBe(value);
            await redis.RestartAsync();
        }

        (await AskInVainAsync(redis)).ShouldBe("");
        (await Should.ThrowAsync<LabException>(() => redis.RestartAsync())).Observation.ShouldContain("container was removed");
    }

    [Fact]
    public async Task Nothing_is_left_of_it_when_the_process_that_opened_it_is_killed()
    {
        using var folder = new TempFolder("redis-");
        await using var opener = Opener.Start("redis", folder.Path);
        await opener.WaitForLineAsync(line => line.StartsWith("opened ", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldNotBeEmpty();

        using (var process = Process.GetProcessById(opener.Id))
            process.Kill();

        await Eventually.SeeAsync(() => LabProcesses.Of(folder.Path), left => left.Length == 0);
        await Eventually.SeeAsync(() => Directory.GetFileSystemEntries(folder.Path), left => left.Length == 0);
    }

    // Whoever publishes the port for the container may be there for a moment longer, with nobody behind.
    private static async Task<string> AskInVainAsync(RedisServer redis)
    {
        try
        {
            return await AskAsync(redis, "PING");
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private static async Task<string> AskAsync(RedisServer redis, string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", redis.Port);
        await client.Client.SendAsync(Encoding.ASCII.GetBytes($"{command}\r\n"));
        var answer = new byte[100];
        return Encoding.ASCII.GetString(answer, 0, await client.Client.ReceiveAsync(answer));
    }
}
