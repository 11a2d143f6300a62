using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>A test that needs a container engine, and is skipped with the reason where none answers.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class ContainerFactAttribute : FactAttribute, ITraitAttribute
{
    private bool _restartsTheEngine;
    private bool _comparesVersions;

    public ContainerFactAttribute() => Skip = Engine.WhatIsMissing.Value;

    /// <summary>Whether it compares two versions of nginx, between which the defaults changed.</summary>
    public bool ComparesVersions
    {
        get => _comparesVersions;
        set
        {
            _comparesVersions = value;
            if (value && Skip is null && Engine.NginxVersions.IsEmpty)
                Skip = "The engine has no two images of nginx to compare: pull nginx:1.28-alpine and nginx:1.30-alpine, or run docker/offline-images.";
        }
    }

    /// <summary>Whether it restarts the engine, which others may be using: only where <c>STREAMBOOK_RESTART_ENGINE</c> says how.</summary>
    public bool RestartsTheEngine
    {
        get => _restartsTheEngine;
        set
        {
            _restartsTheEngine = value;
            if (value && string.IsNullOrEmpty(Engine.RestartCommand))
                Skip ??= "STREAMBOOK_RESTART_ENGINE does not say how to restart the engine.";
        }
    }
}

/// <summary>The same for a test with parameters.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class ContainerTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public ContainerTheoryAttribute() => Skip = Engine.WhatIsMissing.Value;
}
