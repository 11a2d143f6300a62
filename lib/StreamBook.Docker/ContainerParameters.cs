using System.Globalization;
using Docker.DotNet.Models;

namespace StreamBook.Docker;

/// <summary>How a container of the lab is asked for.</summary>
internal static class ContainerParameters
{
    public static CreateContainerParameters Of(ContainerRun run)
    {
        var port = $"{run.Port}/tcp";
        return new()
        {
            Name = run.Name,
            Image = run.Image,
            Cmd = [.. run.Arguments],
            Labels = new Dictionary<string, string>(run.Labels),
            OpenStdin = true,
            Healthcheck = new() { Test = ["NONE"] },
            Volumes = run.Folder is null ? null : new Dictionary<string, EmptyStruct> { [run.Folder] = default },
            ExposedPorts = run.Port is null ? null : new Dictionary<string, EmptyStruct> { [port] = default },
            NetworkingConfig = run.Network is not var (network, alias) ? null : new()
            {
                EndpointsConfig = new Dictionary<string, EndpointSettings> { [network] = new() { Aliases = [alias] } },
            },
            HostConfig = new()
            {
                NetworkMode = run.Network?.Name,
                PortBindings = run.Port is null ? null : new Dictionary<string, IList<PortBinding>>
                {
                    [port] = [new() { HostIP = "127.0.0.1", HostPort = run.HostPort == 0 ? "" : run.HostPort.ToString(CultureInfo.InvariantCulture) }],
                },
                ReadonlyRootfs = true,
                Tmpfs = new Dictionary<string, string> { ["/tmp"] = "size=16m" },
                CapDrop = ["ALL"],
                SecurityOpt = ["no-new-privileges"],
                Memory = run.MemoryByteCount,
                PidsLimit = run.ProcessCount,
            },
        };
    }
}
