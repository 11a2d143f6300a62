using Xunit.Abstractions;
using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>
/// A test that needs nginx, an engine, a browser or a network, or much time. `book test --fast` leaves it out. A test
/// that needs an engine or another kernel has it by its own attribute; where nginx is missing in the source, a rule finds it.
/// </summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class FullLaneAttribute : Attribute, ITraitAttribute;

/// <summary>Finds the lane for the test runner.</summary>
public sealed class FullLaneDiscoverer : ITraitDiscoverer
{
    internal const string TypeName = "StreamBook.Tests.FullLaneDiscoverer";
    internal const string AssemblyName = "StreamBook.Tests";

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) => [new("Lane", "full")];
}
