using System.Runtime.CompilerServices;

namespace StreamBook.Tests;

/// <summary>The container engine of this machine, for tests that need one.</summary>
internal static class Engine
{
    // What xunit takes for "skip this test" when an exception's message begins with it.
    private const string Skip = "$XunitDynamicSkip$";

    /// <summary>The ways to the engine that there are here: the command line, and the adapter where it was built.</summary>
    public static TheoryData<string> Ways => ContainerEngines.HasAdapter ? ["command", "Docker.DotNet"] : ["command"];

    /// <summary>Labs of tests are processes unless a test says otherwise, whatever engine there is.</summary>
    [ModuleInitializer]
    internal static void Choose()
    {
        if (Environment.GetEnvironmentVariable(ServerHosts.Variable) is null)
            Environment.SetEnvironmentVariable(ServerHosts.Variable, "processes");
    }

    /// <summary>Connects in one of the ways; without an engine the test is skipped, with the reason.</summary>
    public static async Task<IContainerEngine> ConnectAsync(string way = "command")
    {
        try
        {
            return way == "command"
                ? await DockerCommandEngine.ConnectAsync(ContainerEngines.FindCommand() ?? throw new LabException("There is no engine.", "Neither docker nor podman.", "Install one."))
                : await ContainerEngines.ConnectAdapterAsync();
        }
        catch (LabException e)
        {
            throw new InvalidOperationException($"{Skip}{e.Attempt}", e);
        }
    }

    /// <summary>Skips the test without an engine.</summary>
    public static async Task RequireAsync() => (await ConnectAsync()).Dispose();

    /// <summary>The command that restarts the engine of this machine; where none is named, the test is skipped.</summary>
    public static string RestartCommand() => Environment.GetEnvironmentVariable("STREAMBOOK_RESTART_ENGINE") is { Length: > 0 } command
        ? command
        : throw new InvalidOperationException($"{Skip}STREAMBOOK_RESTART_ENGINE does not say how to restart the engine, which others may be using.");
}
