using System.Net;
using System.Net.NetworkInformation;

namespace StreamBook.Labs.Containers;

/// <summary>Where an engine is, as <c>DOCKER_HOST</c> or a context of docker says it.</summary>
internal static class EngineAddress
{
    private static readonly string[] _ofThisMachine = ["unix", "npipe"];
    private static readonly string[] _ofAnyMachine = ["tcp", "http", "https", "ssh"];

    /// <summary>Refuses an engine whose containers are not on this machine: the lab measures on 127.0.0.1.</summary>
    /// <param name="address">The address; null or empty for the engine's usual socket.</param>
    /// <param name="teller">What says so: <c>DOCKER_HOST</c>.</param>
    /// <exception cref="LabException">It is on another machine, or is no address.</exception>
    public static void RequireThisMachine(string? address, string teller)
    {
        if (string.IsNullOrEmpty(address))
            return;
        // docker takes HOST:PORT for tcp://HOST:PORT.
        var text = address.Contains("://", StringComparison.Ordinal) || !address.Contains(':', StringComparison.Ordinal) ? address : $"tcp://{address}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !(_ofThisMachine.Contains(uri.Scheme) || (_ofAnyMachine.Contains(uri.Scheme) && uri.Host.Length > 0)))
        {
            throw new LabException(
                $"{teller} is not the address of a container engine.", $"{teller} is {address}.",
                $"Unset {teller}, or make it unix:///var/run/docker.sock, {EngineFailure.OrProcesses}.");
        }

        if (!_ofThisMachine.Contains(uri.Scheme) && !IsThisMachine(uri.Host.Trim('[', ']')))
        {
            throw new LabException(
                "The container engine is on another machine.", $"{teller} is {address}.",
                $"The lab measures on 127.0.0.1: unset {teller}, {EngineFailure.OrProcesses}.");
        }
    }

    private static bool IsThisMachine(string host) =>
        IPAddress.TryParse(host, out var address)
            ? IPAddress.IsLoopback(address) || NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(address))
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
                || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
}
