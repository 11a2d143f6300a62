using StreamBook.Programs;
using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>A test with a proxy that is not nginx, skipped with the reason where it is not installed.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class ProxyTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    /// <param name="program">The program, such as <c>haproxy</c>.</param>
    /// <param name="package">The package of Debian that has it.</param>
    public ProxyTheoryAttribute(string program, string package) =>
        Skip = NginxProgram.OnPath(program) is null ? $"There is no {program} on the PATH: apt-get install {package}" : null;
}
