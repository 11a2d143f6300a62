using StreamBook.Programs;
using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>The kernel of Polyglot Notebooks and Jupyter, where it is installed.</summary>
internal static class DotnetInteractive
{
    /// <summary>The variable that names the program where it is not on the path.</summary>
    private const string Variable = "STREAMBOOK_DOTNET_INTERACTIVE";

    public static string? Program { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : NginxProgram.OnPath("dotnet-interactive");

    public static string? WhatIsMissing => Program is not null ? null :
        $"There is no dotnet-interactive on the PATH and none in {Variable}: {InstallCommand.DotnetInteractive}";

    public static string CommandLine => $"\"{Program}\" stdio --default-kernel csharp";

    /// <summary>As the extension of VS Code starts it: the directive is for the command line's own parser.</summary>
    public static string CommandLineOfVSCode => $"\"{Program}\" [vscode] stdio --default-kernel csharp";
}

/// <summary>A test on the kernel that is not ours, skipped with the reason where it is not installed.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class DotnetInteractiveFactAttribute : FactAttribute, ITraitAttribute
{
    public DotnetInteractiveFactAttribute() => Skip = DotnetInteractive.WhatIsMissing;
}

/// <summary>The same with data.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class DotnetInteractiveTheoryAttribute : TheoryAttribute, ITraitAttribute
{
    public DotnetInteractiveTheoryAttribute() => Skip = DotnetInteractive.WhatIsMissing;
}
