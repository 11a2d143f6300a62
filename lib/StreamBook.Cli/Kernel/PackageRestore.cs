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
    // What the framework gives for a file that another process has locked: EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION.
    private const int WouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The assets file of a restored set.</summary>
    /// <param name="packages">All that the notebook has asked for.</param>
    /// <param name="sources">Where to look beside the user's own sources.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CellException">A package cannot be had.</exception>
    public static string Restore(IReadOnlyList<PackageRequest> packages, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        try
        {
            return RestoreOnce(packages, sources, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CellException($"{CacheFolder()}, where packages are noted, cannot be used: {e.Message}");
        }
    }

    private static string RestoreOnce(IReadOnlyList<PackageRequest> packages, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        var project = Project(packages, sources);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];
        var folder = Path.Combine(CacheFolder(), key);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        Directory.CreateDirectory(CacheFolder());
        using var turn = TakeTurn($"{folder}.lock", cancellationToken);
        if (File.Exists(assets) && PackageAssets.Read(assets).AreThere)
            return assets;

        // Restored aside and then moved into place: what is there is whole, even if this process is killed meanwhile.
        var aside = $"{folder}.new";
        Remove(aside);
        Directory.CreateDirectory(aside);
        try
        {
            File.WriteAllText(Path.Combine(aside, "packages.csproj"), project);
            // An empty one: none of a folder above decides which SDK restores.
            File.WriteAllText(Path.Combine(aside, "global.json"), "{}");
            Run(aside, packages, cancellationToken);
            Remove(folder);
            Directory.Move(aside, folder);
            return assets;
        }
        finally
        {
            Remove(aside);
        }
    }

    /// <summary>Waits until no other kernel restores the same set; it has then been restored, as a rule.</summary>
    private static FileStream TakeTurn(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult is WouldBlock or MacWouldBlock or SharingViolation)
            {
                cancellationToken.WaitHandle.WaitOne(_pause);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static string CacheFolder()
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(user.Length > 0 ? user : Path.GetTempPath(), "StreamBook", "packages");
    }

    private static string Project(IReadOnlyList<PackageRequest> packages, IReadOnlyList<string> sources) => $"""
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
            <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
          </PropertyGroup>
          <ItemGroup>
            {string.Join("\n    ", packages.Select(package => $"<PackageReference Include=\"{package.Id}\" Version=\"{SecurityElement.Escape(package.Version)}\" />"))}
          </ItemGroup>
          <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
        </Project>
        """;

    private static void Run(string folder, IReadOnlyList<PackageRequest> packages, CancellationToken cancellationToken)
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
            .ExecuteBufferedAsync(cancellationToken).Task.GetAwaiter().GetResult();
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
