using System.Diagnostics;
using StreamBook.Labs.Containers;
using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>The image of a learner, of the book as it is built here; made once for all tests.</summary>
internal static class LearnerImage
{
    private const string Base = "streambook-offline/debian:trixie";
    private const string Sdk = "streambook-offline/sdk:10.0";
    private const string Tag = "streambook-test/learner";

    // Of a build that has no layer of it yet, on a busy machine.
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(8);

    // What ./book builds and what git knows, without the file that says not to take what was built.
    private const string Build = $"""
        cd "$1" && artifacts="bin/StreamBook bin/StreamBook.Backend bin/StreamBook.Cli bin/StreamBook.Docker bin/StreamBook.Polyglot tools book.stamp"
        git ls-files --cached --others --exclude-standard -z | grep -zvx .dockerignore |
            tar -c --null --files-from=- $(for each in $artifacts; do [ ! -e "artifacts/$each" ] || echo "artifacts/$each"; done) |
            "$2" build --build-arg BASE={Base} --build-arg SDK={Sdk} --tag {Tag} - >&2
        """;

    private static readonly string _engine = ContainerEngines.FindCommand() ?? "docker";

    private static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    private static readonly Lazy<Task<string>> _built = new(async () =>
    {
        (await StartAsync("sh", "-c", Build, "sh", Root, _engine)).ShouldExitWith(0);
        return Tag;
    });

    public static string? WhatIsMissing => Engine.WhatIsMissing.Value
        ?? (Engine.Images.Contains(Base) && Engine.Images.Contains(Sdk) ? null : "The engine has no base for the image of a learner: docker/offline-images learner");

    /// <summary>Runs a command in a container of it that has no network, and can write to the learner's home and to /tmp alone.</summary>
    public static Task<BookResult> RunAsync(params string[] command) => RunAsync(
        ["--read-only", "--tmpfs", "/tmp", "--tmpfs", "/home/jovyan:uid=1000,gid=100", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"], command);

    /// <summary>The same as root, as on a machine for a class, and with nothing read-only. A hub asks for its own machine by name.</summary>
    public static Task<BookResult> RunAsRootAsync(params string[] command) => RunAsync(["--user", "root", "--hostname", "localhost"], command);

    private static async Task<BookResult> RunAsync(string[] options, string[] command) =>
        await StartAsync(_engine, ["run", "--rm", "--network", "none", .. options, await _built.Value, .. command]);

    private static async Task<BookResult> StartAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            using var deadline = new CancellationTokenSource(_deadline);
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>A test in the image of a learner, skipped with the reason where its bases are missing.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class LearnerImageFactAttribute : FactAttribute, ITraitAttribute
{
    public LearnerImageFactAttribute() => Skip = LearnerImage.WhatIsMissing;
}
