using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using StreamBook.Labs.Containers;
using StreamBook.Programs;

namespace StreamBook.Tests;

/// <summary>The container engine of this machine, for tests that need one.</summary>
internal static partial class Engine
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

    /// <summary>The oldest and the newest nginx, such as 1.22 and 1.30, whose image the engine has; empty where 1.29.7, which changed the defaults, does not lie between them.</summary>
    public static ImmutableArray<string> NginxVersions
    {
        get
        {
            var versions = NginxBases.Keys.OrderBy(Version.Parse).ToArray();
            var changed = new Version(1, 30);
            return versions is [var oldest, .., var newest] && Version.Parse(oldest) < changed && Version.Parse(newest) >= changed ? [oldest, newest] : [];
        }
    }

    /// <summary>The base images that the engine has, by their version of nginx.</summary>
    public static ImmutableDictionary<string, string> NginxBases => _nginxBases.Value;

    /// <summary>The images that the engine has, by their names.</summary>
    public static ImmutableArray<string> Images => _images.Value;

    private static readonly Lazy<ImmutableArray<string>> _images = new(() => Task.Run(async () =>
    {
        await using var images = ChildProcess.Start(ContainerEngines.FindCommand() ?? "docker", "images", "--format", "{{.Repository}}:{{.Tag}}");
        await images.Exited;
        return images.Output.Split('\n').ToImmutableArray();
    }).GetAwaiter().GetResult());

    private static readonly Lazy<ImmutableDictionary<string, string>> _nginxBases = new(() =>
        Images.Select(image => Base().Match(image)).Where(match => match.Success)
            .GroupBy(match => match.Groups["version"].Value, match => match.Value).ToImmutableDictionary(image => image.Key, image => image.First()));

    [GeneratedRegex(@"^(?:\S+/)?(?:streambook-offline/nginx:(?<version>[1-9]\d*\.\d+)|nginx:(?<version>[1-9]\d*\.\d+)-alpine)$")]
    private static partial Regex Base();

    /// <summary>A command for the shell.</summary>
    public static string? RestartCommand { get; } = Environment.GetEnvironmentVariable("STREAMBOOK_RESTART_ENGINE");

    /// <summary>Connects in one of the ways.</summary>
    public static async Task<IContainerEngine> ConnectAsync(string way = "command") => way == "command"
        ? await DockerCommandEngine.ConnectAsync(ContainerEngines.FindCommand() ?? "docker")
        : await ContainerEngines.ConnectAdapterAsync();

    /// <summary>Labs of tests are processes unless a test says otherwise, whatever engine there is.</summary>
    [ModuleInitializer]
    public static void Choose()
    {
        if (Environment.GetEnvironmentVariable(Lab.HostVariable) is null)
            Environment.SetEnvironmentVariable(Lab.HostVariable, "processes");
    }
}
