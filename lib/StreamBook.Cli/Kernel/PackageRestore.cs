using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace StreamBook.Cli.Kernel;

/// <summary>
/// Gets packages with a real restore, so that sources, credentials and caches are the user's own. Each set of packages
/// has a folder in the user's cache and is restored once.
/// </summary>
internal static partial class PackageRestore
{
    /// <summary>The assets file of a restored set.</summary>
    /// <exception cref="CellException">A package cannot be had.</exception>
    internal static string Restore(IReadOnlyList<PackageRequest> packages, CancellationToken ct)
    {
        var project = Project(packages);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];
        var folder = Path.Combine(CacheFolder(), key);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        if (File.Exists(assets) && PackageAssets.Read(assets).AreThere)
            return assets;

        // Restored aside and then moved into place: what is there is whole, whoever else restores the same set.
        var aside = $"{folder}.{Environment.ProcessId}";
        Directory.CreateDirectory(aside);
        try
        {
            File.WriteAllText(Path.Combine(aside, "packages.csproj"), project);
            Run(aside, packages, ct);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(aside, folder);
            return assets;
        }
        finally
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
        }
    }

    private static string CacheFolder()
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(user.Length > 0 ? user : Path.GetTempPath(), "StreamBook", "packages");
    }

    private static string Project(IReadOnlyList<PackageRequest> packages) => $"""
        <Project>
          <PropertyGroup>
            <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
            <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
            <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
          </PropertyGroup>
          <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <SelfContained>false</SelfContained>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            {string.Join("\n    ", packages.Select(package => $"<PackageReference Include=\"{package.Id}\" Version=\"{SecurityElement.Escape(package.Version)}\" />"))}
          </ItemGroup>
          <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
        </Project>
        """;

    private static void Run(string folder, IReadOnlyList<PackageRequest> packages, CancellationToken ct)
    {
        // What a build or a test run that started this process left for its own children is not for this one.
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(name => name, _ => (string?)null);
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        var restore = CliWrap.Cli.Wrap(KernelCommandLine.DotnetHost)
            .WithArguments(["restore", "packages.csproj", "--nologo", "--disable-build-servers", "--verbosity", "quiet"])
            .WithWorkingDirectory(folder)
            .WithEnvironmentVariables(environment)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(ct).Task.GetAwaiter().GetResult();
        if (restore.ExitCode != 0)
            throw new CellException(Explain(packages, restore.StandardOutput + restore.StandardError));
    }

    private static string Explain(IReadOnlyList<PackageRequest> packages, string output)
    {
        var errors = Error().Matches(output).Select(match => match.Groups["text"].Value.Trim()).Distinct().ToArray();
        var named = packages.Where(package => errors.Any(error => Regex.IsMatch(error, $@"(?<![\w.]){Regex.Escape(package.Id)}(?![\w.]*\w)"))).ToArray();
        var names = string.Join(", ", (named.Length > 0 ? named : packages).Select(package => package.Version == "*" ? package.Id : $"{package.Id} {package.Version}"));
        return $"""
            The package {names} could not be restored.
              {string.Join("\n  ", errors.Length > 0 ? errors : [output.Trim()])}
            Check its name and version, and whether this machine reaches a package source: dotnet nuget list source
            """;
    }

    [GeneratedRegex(@"error (?<text>(NU|NETSDK|MSB)\d+: .*?)(\s\[[^\[\]]*\.csproj[^\[\]]*\])?\s*$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
