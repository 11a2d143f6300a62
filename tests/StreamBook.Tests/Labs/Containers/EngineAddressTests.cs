using StreamBook.Labs.Containers;

namespace StreamBook.Tests;

public sealed class EngineAddressTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("unix:///var/run/docker.sock")]
    [InlineData("npipe:////./pipe/docker_engine")]
    [InlineData("tcp://localhost:2375")]
    [InlineData("tcp://127.0.0.1:2375")]
    [InlineData("tcp://127.8.0.1:2375")]
    [InlineData("tcp://[::1]:2375")]
    [InlineData("https://docker.localhost:2376/")]
    [InlineData("ssh://me@localhost")]
    [InlineData("localhost:2375")]
    public void An_engine_of_this_machine_is_accepted(string? address) =>
        Should.NotThrow(() => EngineAddress.RequireThisMachine(address, "DOCKER_HOST"));

    [Theory]
    [InlineData("tcp://10.1.2.3:2375")]
    [InlineData("tcp://localhost.example.org:2375")]
    [InlineData("tcp://[2001:db8::1]:2375")]
    [InlineData("ssh://me@build.example.org")]
    [InlineData("build.example.org:2375")]
    public void An_engine_of_another_machine_is_refused(string address) =>
        Refusal(address).ShouldBe(("The container engine is on another machine.", $"DOCKER_HOST is {address}."));

    [Theory]
    [InlineData("garbage")]
    [InlineData("/var/run/docker.sock")]
    [InlineData("tcp://")]
    [InlineData("tcp:///")]
    [InlineData(":")]
    [InlineData("fd://3")]
    [InlineData("tcp://localhost:port")]
    public void What_is_no_address_is_called_so(string address) =>
        Refusal(address).ShouldBe(("DOCKER_HOST is not the address of a container engine.", $"DOCKER_HOST is {address}."));

    private static (string Attempt, string Observation) Refusal(string address)
    {
        var refusal = Should.Throw<LabException>(() => EngineAddress.RequireThisMachine(address, "DOCKER_HOST"));
        refusal.Advice.ShouldContain("DOCKER_HOST");
        return (refusal.Attempt, refusal.Observation);
    }
}
