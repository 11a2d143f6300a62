using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StreamBook.Wording;

namespace StreamBook.Programs;

/// <summary>
/// A program in one C# file, which <c>dotnet run</c> takes too. Here the SDK's own compiler makes it, with the reference
/// assemblies of the framework, and nothing is restored; a file that names packages is built by the SDK, which restores
/// them. What was compiled once is kept.
/// </summary>
/// <param name="Name">The file's name, for messages.</param>
/// <param name="Source">Its text.</param>
internal sealed partial record CSharpFile(string Name, string Source)
{
    private const int MostErrors = 10;

    // As the SDK has them.
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;

        """;

    private const string WebUsings = """
        global using System.Net.Http.Json;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;

        """;

    /// <summary>The command that runs it, once it is compiled.</summary>
    /// <exception cref="ServerProgramException">It does not compile, a package cannot be had, or it asks for something else.</exception>
    /// <exception cref="LabException">There is no compiler, or it failed.</exception>
    public async Task<string[]> CompileAsync(CancellationToken cancellationToken)
    {
        var (isWeb, packages) = ReadOrders();
        var compiler = DotnetProgram.Compiler ?? throw Missing("C# compiler");
        string[] frameworks = isWeb ? ["Microsoft.NETCore.App", "Microsoft.AspNetCore.App"] : ["Microsoft.NETCore.App"];
        var usings = isWeb ? Usings + WebUsings : Usings;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{compiler}\n{usings}\n{Source}")))[..20];
        var folder = Path.Combine(Cache(), hash);
        var assembly = Path.Combine(folder, "server.dll");
        if (!File.Exists(assembly))
            await MakeAsync(folder, making => packages is [] ? CompileAsync(compiler, frameworks, usings, making, cancellationToken) : BuildAsync(isWeb, packages, making, cancellationToken));
        return [DotnetProgram.Host, "exec", assembly];
    }

    /// <summary>Makes what belongs into a folder aside, and moves it there when it is whole.</summary>
    private static async Task MakeAsync(string folder, Func<string, Task<string>> make)
    {
        var making = $"{folder}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(making);
        try
        {
            var made = await make(making);
            // Another may have been quicker with the same.
            if (!Directory.Exists(folder))
                Directory.Move(made, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
        }
        finally
        {
            if (Directory.Exists(making))
                Directory.Delete(making, recursive: true);
        }
    }

    private async Task<string> CompileAsync(string compiler, string[] frameworks, string usings, string making, CancellationToken cancellationToken)
    {
        var (source, extra) = (Path.Combine(making, "server.cs"), Path.Combine(making, "usings.cs"));
        await File.WriteAllTextAsync(source, Source, cancellationToken);
        await File.WriteAllTextAsync(extra, usings, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(making, "server.runtimeconfig.json"), RuntimeConfiguration(frameworks), cancellationToken);
        var references = frameworks.Select(framework => DotnetProgram.References(framework) ?? throw Missing($"{framework}.Ref"))
            .SelectMany(pack => Directory.GetFiles(pack, "*.dll")).Select(file => $"-r:\"{file}\"");
        await File.WriteAllLinesAsync(Path.Combine(making, "server.rsp"), references, cancellationToken);
        // #: lines are orders to the SDK, which this feature makes the compiler pass over.
        var (exitCode, output) = await RunAsync(DotnetProgram.Host, [
            "exec", compiler, "-nologo", "-noconfig", "-preferreduilang:en", "-features:FileBasedProgram", "-nullable:enable", "-target:exe", "-debug:embedded", "-deterministic",
            $"-out:{Path.Combine(making, "server.dll")}", $"@{Path.Combine(making, "server.rsp")}", extra, source], cancellationToken);
        return exitCode == 0 ? making : throw Failed(output);
    }

    private async Task<string> BuildAsync(bool isWeb, IReadOnlyList<PackageName> packages, string making, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(making, "server.cs"), Source, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(making, "server.csproj"), PackageName.Project(isWeb, packages), cancellationToken);
        // Settings of a folder above are not this program's.
        foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            await File.WriteAllTextAsync(Path.Combine(making, name), "<Project />", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(making, "global.json"), "{}", cancellationToken);
        var made = Path.Combine(making, "made");
        // Without servers of the build, which would go on running.
        var (exitCode, output) = await RunAsync(DotnetProgram.Host, [
            "build", Path.Combine(making, "server.csproj"), "-o", made, "-nologo", "-v", "quiet", "-clp:NoSummary", "-nodeReuse:false", "-p:UseSharedCompilation=false"], cancellationToken);
        return exitCode == 0 ? made : throw (PackageName.NotRestored().Match(output) is { Success: true } missing
            ? new ServerProgramException($"A package that {Name} names could not be restored.", missing.Value, "Is there a network, and is the name right? What was restored once is kept on this machine.")
            : Failed(output));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = PipedProcess.Start(program, arguments, "See `book doctor` for what is missing and how to get it.");
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>What its <c>#:</c> lines ask for: whether it is for the web, and which packages.</summary>
    private (bool IsWeb, IReadOnlyList<PackageName> Packages) ReadOrders()
    {
        var isWeb = false;
        var packages = new List<PackageName>();
        foreach (var (index, line) in Source.ReplaceLineEndings("\n").Split('\n').Index().Where(line => line.Item.StartsWith("#:", StringComparison.Ordinal)))
        {
            isWeb |= line.Trim() == "#:sdk Microsoft.NET.Sdk.Web";
            if (PackageName.Parse(line) is { } package)
                packages.Add(package);
            else if (line.Trim() is not ("#:sdk Microsoft.NET.Sdk.Web" or "#:sdk Microsoft.NET.Sdk"))
                throw new ServerProgramException($"{Name} asks for something else than an SDK or a package with its version.", $"line {index + 1}: {line}", $"Have the SDK build it: AddBackendAsync(\"dotnet\", [\"run\", \"{Name}\"]). That takes longer.");
        }

        return (isWeb, packages);
    }

    private ServerProgramException Failed(string output)
    {
        var lines = Source.ReplaceLineEndings("\n").Split('\n');
        // The SDK tells an error twice, with the project behind it.
        var errors = CompileError().Matches(output).DistinctBy(error => error.Value).Select(error =>
        {
            var number = int.Parse(error.Groups["line"].Value, CultureInfo.InvariantCulture);
            return $"line {number}: {error.Groups["code"].Value}: {error.Groups["text"].Value.Trim()}{(number <= lines.Length ? $"\n  {number,3} | {lines[number - 1]}" : "")}";
        }).ToArray();
        if (errors.Length == 0)
            throw new LabException($"{Name} could not be compiled.", output, "Its output says why. `dotnet run` with the file, by hand, goes another way.");
        return new($"{Name} does not compile: {Words.OfCount(errors.Length, "error")}.", string.Join('\n', errors.Take(MostErrors)), "Mend the first one first: others may come of it.");
    }

    private static LabException Missing(string what) =>
        new("A C# file could not be compiled.", $"There is no {what} of .NET {Environment.Version.ToString(2)} beside {DotnetProgram.Host}.", "Install the .NET SDK, not the runtime alone: https://dot.net/download.");

    /// <summary>Beside what else is built; in the user's own folder where that cannot be written, since what lies there is run.</summary>
    private static string Cache()
    {
        // …/artifacts/bin/<any project>/release/StreamBook.dll -> …/artifacts/servers
        var servers = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(CSharpFile).Assembly.Location)!, "..", "..", "..", "servers"));
        try
        {
            return Directory.CreateDirectory(servers).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Directory.CreateDirectory(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "StreamBook", "servers")).FullName;
        }
    }

    private static string RuntimeConfiguration(string[] frameworks)
    {
        var version = Environment.Version.ToString(2);
        var needed = frameworks.Select(framework => $"{{\"name\":\"{framework}\",\"version\":\"{version}.0\"}}");
        return $"{{\"runtimeOptions\":{{\"tfm\":\"net{version}\",\"frameworks\":[{string.Join(',', needed)}]}}}}";
    }

    [GeneratedRegex(@"server\.cs\((?<line>\d+),\d+\): error (?<code>CS\d+): (?<text>.*?)(?= \[[^\]]*\.csproj\]|\r|\n|$)")]
    private static partial Regex CompileError();
}
