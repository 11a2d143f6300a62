using System.Globalization;
using Docker.DotNet.Models;
using StreamBook.Labs.Containers;

namespace StreamBook.Docker;

/// <summary>How a container of the lab is asked for.</summary>
internal static class ContainerParameters
{
    public static CreateContainerParameters Of(ContainerSetup setup)
    {
        var port = $"{setup.Port}/tcp";
        return new()
        {
            Name = setup.Name,
            Image = setup.Image,
            Cmd = [.. setup.Arguments],
            Labels = new Dictionary<string, string>(setup.Labels),
            OpenStdin = true,
            Healthcheck = new() { Test = ["NONE"] },
            Volumes = setup.Folder is null ? null : new Dictionary<string, EmptyStruct> { [setup.Folder] = default },
            ExposedPorts = setup.Port is null ? null : new Dictionary<string, EmptyStruct> { [port] = default },
            NetworkingConfig = setup.Network is not var (network, alias) ? null : new()
            {
                EndpointsConfig = new Dictionary<string, EndpointSettings> { [network] = new() { Aliases = [alias] } },
            },
            HostConfig = new()
            {
                NetworkMode = setup.Network?.Name,
                PortBindings = setup.Port is null ? null : new Dictionary<string, IList<PortBinding>>
                {
                    [port] = [new() { HostIP = "127.0.0.1", HostPort = setup.HostPort == 0 ? "" : setup.HostPort.ToString(CultureInfo.InvariantCulture) }],
                },
                ReadonlyRootfs = true,
                Tmpfs = new Dictionary<string, string> { ["/tmp"] = "size=16m" },
                CapDrop = ["ALL"],
                SecurityOpt = ["no-new-privileges"],
                Memory = setup.MemoryByteCount,
                PidsLimit = setup.ProcessCount,
            },
        };
    }
}
