using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;

namespace StreamBook.Cli.Commands;

/// <summary>A program that the book needs, or is better with.</summary>
/// <param name="Key">What it is called on the command line.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Adds">What it does for the book, after its name.</param>
/// <param name="Programs">Its programs, the preferred first: names to look for on the PATH, or full paths.</param>
/// <param name="Version">Arguments that make it say its version at once; empty where asking would open a window or take long.</param>
/// <param name="HowToGet">The command that installs it on this system, or the address to get it from.</param>
internal sealed record Tool(string Key, string Name, string Adds, string[] Programs, string[] Version, string HowToGet)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Nothing works without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Looks for it in a way of its own, instead of for <paramref name="Programs"/>.</summary>
    public Func<CancellationToken, Task<Finding>>? Find { get; init; }

    /// <summary>Looks for the tool, and asks it for its version.</summary>
    public async Task<Finding> FindAsync(CancellationToken cancellationToken)
    {
        if (Find is not null)
            return await Find(cancellationToken);
        var finding = new Finding(null, "not found", false);
        foreach (var path in Programs.Select(NginxProgram.OnPath).OfType<string>())
        {
            finding = Version.Length == 0 ? new(path, "found", true) : await AskAsync(path, cancellationToken);
            if (finding.Works)
                break;
        }

        return finding;
    }

    private async Task<Finding> AskAsync(string path, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        try
        {
            var said = await CliWrap.Cli.Wrap(path).WithArguments(Version).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(limit.Token);
            // nginx says its version on standard error.
            var answer = (said.StandardOutput + said.StandardError).Trim().Split('\n')[0].Replace("nginx version: nginx/", "", StringComparison.Ordinal);
            return said.ExitCode == 0 ? new(path, answer, true) : new(path, $"does not work: {answer}", false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(path, $"gave no answer within {_patience.TotalSeconds} s", false);
        }
        catch (Win32Exception e)
        {
            return new(path, $"cannot be started: {e.Message}", false);
        }
    }
}

/// <summary>What was found of a tool.</summary>
/// <param name="Path">Where it is; null if nowhere.</param>
/// <param name="Answer">Its version, or what is wrong with it.</param>
/// <param name="Works">Whether it can be used.</param>
internal sealed record Finding(string? Path, string Answer, bool Works);
