using System.Runtime.CompilerServices;

namespace StreamBook.Tests;

/// <summary>The container engine of this machine, for tests that need one.</summary>
internal static class Engine
{
    /// <summary>The ways to the engine that there are here: the command line, and the adapter where it was built.</summary>
    public static TheoryData<string> Ways => ContainerEngines.HasAdapter ? ["command", "Docker.DotNet"] : ["command"];

    /// <summary>Why no engine can be used; null where one can.</summary>
    public static Lazy<string?> WhatIsMissing { get; } = new(() => Task.Run(async () =>
    {
        try
        {
            (await ConnectAsync()).Dispose();
            return null;
        }
        catch (LabException e)
        {
            return e.Attempt;
        }
    }).GetAwaiter().GetResult());

    /// <summary>A command for the shell.</summary>
    public static string? RestartCommand { get; } = Environment.GetEnvironmentVariable("STREAMBOOK_RESTART_ENGINE");

    /// <summary>Connects in one of the ways.</summary>
    public static async Task<IContainerEngine> ConnectAsync(string way = "command") => way == "command"
        ? await DockerCommandEngine.ConnectAsync(ContainerEngines.FindCommand() ?? "docker")
        : await ContainerEngines.ConnectAdapterAsync();

    /// <summary>Labs of tests are processes unless a test says otherwise, whatever engine there is.</summary>
    [ModuleInitializer]
    internal static void Choose()
    {
        if (Environment.GetEnvironmentVariable(Lab.HostVariable) is null)
            Environment.SetEnvironmentVariable(Lab.HostVariable, "processes");
    }
}
