using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>A test that needs a browser, and is skipped with the reason where there is none.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class BrowserFactAttribute : FactAttribute, ITraitAttribute
{
    private static readonly Lazy<string?> _whatIsMissing = new(() =>
    {
        try
        {
            BrowserProgram.FindAsync().GetAwaiter().GetResult();
            return null;
        }
        catch (LabException e)
        {
            return e.Message;
        }
    });

    public BrowserFactAttribute() => Skip = _whatIsMissing.Value;
}

/// <summary>The same for a test with parameters.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class BrowserTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public BrowserTheoryAttribute() => Skip = new BrowserFactAttribute().Skip;
}
