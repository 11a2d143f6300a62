using System.ComponentModel;
using System.Diagnostics;

namespace StreamBook.Cli.Commands;

/// <summary>A program that the book needs, or is better with.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Adds">What it does for the book, after its name.</param>
/// <param name="Programs">Its programs, the preferred first: names to look for on the PATH, or full paths.</param>
/// <param name="Version">Arguments that make it say its version at once; empty where asking would open a window or take long.</param>
/// <param name="Package">Its Debian package, or the address to get it from.</param>
/// <param name="Brew">How to get it on macOS.</param>
/// <param name="Winget">How to get it on Windows.</param>
internal sealed record Tool(string Name, string Adds, string[] Programs, string[] Version, string Package, string Brew, string Winget)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Nothing works without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Looks for it in a way of its own, instead of for <paramref name="Programs"/>.</summary>
    public Func<CancellationToken, Task<Finding>>? Find { get; init; }

    /// <summary>The command that installs it on this system, or the address to get it from.</summary>
    public string HowToGet
    {
        get => field
            ?? (OperatingSystem.IsWindows() ? Winget
            : OperatingSystem.IsMacOS() ? Brew
            : Package.Contains("://", StringComparison.Ordinal) ? Package
            : NginxProgram.OnPath("apt-get") is null ? $"install {Package} with the system's package manager"
            : $"{(Environment.IsPrivilegedProcess ? "" : "sudo ")}apt-get install -y {Package}");
        init;
    }

    /// <summary>Looks for the tool, and asks it for its version.</summary>
    public async Task<Finding> FindAsync(CancellationToken ct)
    {
        if (Find is not null)
            return await Find(ct);
        var finding = new Finding(null, "not found", false);
        foreach (var path in Programs.Select(NginxProgram.OnPath).OfType<string>())
        {
            finding = Version.Length == 0 ? new(path, "found", true) : await AskAsync(path, ct);
            if (finding.Works)
                break;
        }

        return finding;
    }

    private async Task<Finding> AskAsync(string path, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, Version) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var answers = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
                await process.WaitForExitAsync(limit.Token);
                // nginx says its version on standard error.
                var answer = string.Concat(answers).Trim().Split('\n')[0].Replace("nginx version: nginx/", "", StringComparison.Ordinal);
                return process.ExitCode == 0 ? new(path, answer, true) : new(path, $"does not work: {answer}", false);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return new(path, $"gave no answer within {_patience.TotalSeconds} s", false);
            }
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
