using System.Text.RegularExpressions;

namespace StreamBook.Programs;

/// <summary>A package that a C# file names, in a line such as <c>#:package StackExchange.Redis@3.4.35</c>.</summary>
internal sealed partial record PackageName(string Id, string Version)
{
    /// <summary>Reads such a line; null if it is something else.</summary>
    public static PackageName? Parse(string line) =>
        Line().Match(line) is { Success: true } match ? new(match.Groups["id"].Value, match.Groups["version"].Value) : null;

    /// <summary>A project that builds server.cs with packages.</summary>
    public static string Project(bool isWeb, IEnumerable<PackageName> packages) => $"""
        <Project Sdk="Microsoft.NET.Sdk{(isWeb ? ".Web" : "")}">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net{Environment.Version.ToString(2)}</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <Features>FileBasedProgram</Features>
            <UseAppHost>false</UseAppHost>
            <InvariantGlobalization>true</InvariantGlobalization>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            {string.Join("\n    ", packages.Select(package => $"""<PackageReference Include="{package.Id}" Version="{package.Version}" />"""))}
          </ItemGroup>
        </Project>
        """;

    /// <summary>What the SDK says of a package that it could not get.</summary>
    [GeneratedRegex(@"error NU\d+: [^\r\n]*?(?= \[[^\]]*\.csproj\]|\r|\n|$)")]
    public static partial Regex NotRestored();

    [GeneratedRegex(@"^#:package\s+(?<id>[\w.-]+)@(?<version>[\w.+-]+)\s*$")]
    private static partial Regex Line();
}
