namespace StreamBook.Tests;

/// <summary>The Redis of this machine, which a notebook can do without: scripts stand in for it where its answer counts.</summary>
[FullLane]
public sealed class RedisProgramTests : IDisposable
{
    private readonly TempFolder _folder = new("redis-program-");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1", "Redis 7.0.15")]
    [InlineData("Valkey server v=8.1.3 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=2", "Valkey 8.1.3")]
    public async Task Its_name_and_version_are_read(string answer, string expected)
    {
        var redis = await RedisProgram.FindAsync([Script("server", answer)], default);

        $"{redis.Name} {redis.Version}".ShouldBe(expected);
    }

    [Fact]
    public async Task One_that_is_too_old_is_passed_over()
    {
        var missing = await Should.ThrowAsync<LabException>(() => RedisProgram.FindAsync([Script("old", "Redis server v=5.0.7 sha=1")], default));

        missing.Observation.ShouldContain("5.0.7; the book needs 6.0 or newer");
    }

    [Fact]
    public async Task Where_there_is_none_it_says_how_to_get_one()
    {
        var missing = await Should.ThrowAsync<LabException>(() => RedisProgram.FindAsync([_folder.In("none")], default));

        missing.Observation.ShouldContain(_folder.In("none"));
        missing.Advice.ShouldContain(RedisProgram.InstallCommand);
        missing.Advice.ShouldContain(RedisProgram.PathVariable);
    }

    private string Script(string name, string answer)
    {
        var path = _folder.In(name);
        File.WriteAllText(path, $"#!/bin/sh\necho '{answer}'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
