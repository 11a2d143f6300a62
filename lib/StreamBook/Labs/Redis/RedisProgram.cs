using System.Text.RegularExpressions;
using StreamBook.Labs.Containers;
using StreamBook.Programs;

namespace StreamBook;

/// <summary>The Redis server of this machine, or Valkey, which answers to the same commands; where there is neither, a Redis in a container.</summary>
public sealed partial class RedisProgram
{
    /// <summary>The environment variable that names the server to take, for one in an unusual place.</summary>
    public const string PathVariable = "STREAMBOOK_REDIS";

    // Streams are there from 5.0 on, RESP3 from 6.0.
    private static readonly Version _oldest = new(6, 0);
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);
    private static RedisProgram? _found;

    private RedisProgram(string path, string name, Version version) => (Path, Name, Version) = (path, name, version);

    /// <summary>The full path of the executable; of one in a container, the name of the image.</summary>
    public string Path { get; }

    /// <summary><c>Redis</c> or <c>Valkey</c>.</summary>
    public string Name { get; }

    /// <summary>Its version, such as 7.0.15.</summary>
    public Version Version { get; }

    /// <summary>The one command that installs it on this system.</summary>
    public static string InstallCommand => Programs.InstallCommand.Redis;

    /// <summary>Whether it runs in a container.</summary>
    internal bool IsImage { get; private init; }

    /// <summary>
    /// Finds <c>redis-server</c> or <c>valkey-server</c> on <c>PATH</c>, or else an image for the container engine, and asks
    /// it for its version; or it asks only what <see cref="PathVariable"/> names. The answer is kept.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is none that runs; the message has the command that installs it.</exception>
    public static async Task<RedisProgram> FindAsync(CancellationToken cancellationToken = default)
    {
        if (_found is { } known && (known.IsImage || File.Exists(known.Path)))
            return known;
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } told)
            return _found = await FindAsync([told], cancellationToken);
        try
        {
            return _found = await FindAsync(["redis-server", "valkey-server"], cancellationToken);
        }
        catch (LabException missing)
        {
            return _found = await FindImageAsync(missing, cancellationToken);
        }
    }

    /// <summary>Finds or builds an image of Redis.</summary>
    /// <param name="missing">Why it is not a program of this machine: part of the message where there is no image either.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LabException">There is no engine, or the image cannot be had.</exception>
    internal static async Task<RedisProgram> FindImageAsync(LabException missing, CancellationToken cancellationToken)
    {
        try
        {
            await using var host = await ContainerHost.OpenAsync(cancellationToken);
            var image = await LabImages.RedisAsync(host.Engine, new LabOptions().Progress, cancellationToken);
            var container = await LabContainer.RunAsync(host, host.Setup("version", image) with { Arguments = ["--version"] }, cancellationToken);
            await container.Ended.WaitAsync(cancellationToken);
            return Answer().Match(container.Output) is { Success: true } answer
                ? new(image, answer.Groups["name"].Value, Version.Parse(answer.Groups["version"].Value)) { IsImage = true }
                : throw new LabException($"The image {image} has no Redis.", container.Output, "");
        }
        catch (LabException e)
        {
            throw new LabException(missing.Attempt, $"{missing.Observation}\nIn a container it cannot run either. {e.Attempt}", missing.Advice, e);
        }
    }

    internal static async Task<RedisProgram> FindAsync(string[] candidates, CancellationToken cancellationToken)
    {
        var seen = $"There is no program {string.Join(" or ", candidates)} on PATH.";
        foreach (var path in candidates.Select(NginxProgram.OnPath).OfType<string>())
        {
            await using var process = ChildProcess.Start(path, "--version");
            try
            {
                await process.Exited.WaitAsync(_deadline, cancellationToken);
                if (Answer().Match(process.Output) is not { Success: true } answer)
                    seen = $"{path} --version: {process.Output.Trim()}";
                else if (Version.Parse(answer.Groups["version"].Value) is var version && version >= _oldest)
                    return new(path, answer.Groups["name"].Value, version);
                else
                    seen = $"{path} is of version {version}; the book needs {_oldest} or newer.";
            }
            catch (TimeoutException)
            {
                seen = $"{path} --version did not end within {_deadline.TotalSeconds:0} s.";
            }
        }

        throw new LabException("Redis was not found.", seen, $"Install it: {InstallCommand}\nOr name its path in the environment variable {PathVariable}.");
    }

    /// <summary>One line: name, version and path.</summary>
    public override string ToString() => $"{Name} {Version} ({(IsImage ? "container " : "")}{Path})";

    [GeneratedRegex(@"^(?<name>Redis|Valkey) server v=(?<version>\d+\.\d+\.\d+)")]
    private static partial Regex Answer();
}
