using StreamBook.Cli.Kernel;
using StreamBook.Programs;
using Xunit.Sdk;

namespace StreamBook.Tests;

/// <summary>Cells that are not C#: the same in the embedded kernel and, through StreamBook.Polyglot, in the one of .NET Interactive.</summary>
[FullLane]
public sealed class MagicTests
{
    private static readonly (string Cell, string[] Events)[] _cells =
    [
        ($"#r \"{typeof(Lab).Assembly.Location}\"\nusing StreamBook;\nRecipe.All.Length", ["value: 4"]),
        ("#!lab", ["shown: No lab is open. #!lab start opens one."]),
        ("#!nginx\nproxy_buffering off;", ["failed: No lab is open. #!lab start opens one*"]),
        ("#!lab --help", ["shown: #!lab start*#!lab version*"]),
        ("#!lab start --recipe bare --host processes", ["shown: *The lab, as processes (asked for)*nginx*backend*"]),
        ("#!lab start", ["failed: A lab is open already: *"]),
        ("#!lab version", ["shown: .NET 10*nginx *"]),
        ("#!lab wash", ["failed: #!lab cannot do this: wash*"]),
        ("#!nginx\nproxy_http_version 1.1;\n# a comment\nproxy_bufering off;", ["diagnostic: error nginx 4:1 unknown directive \"proxy_bufering\"", "failed: (4,1): error nginx: unknown directive \"proxy_bufering\""]),
        ("#!nginx\nproxy_http_version 1.1;\n  proxy_buffering maybe;", ["diagnostic: error nginx 3:19 invalid value \"maybe\" *", "failed: (3,19): error nginx: invalid value \"maybe\" *"]),
        ("#!nginx\nproxy_set_header Connection $connection_upgrade;", ["diagnostic: error nginx 2:30 unknown \"connection_upgrade\" variable", "failed: *"]),
        ("#!nginx\nproxy_buffering off", ["diagnostic: error nginx 2:20 unexpected end, expecting \";\"", "failed: *"]),
        ("Lab.Latest.Nginx.Configuration == Recipe.Bare", ["value: True"]),
        ("#!nginx\nmap $http_upgrade $connection_upgrade { default upgrade; '' ''; }\nproxy_http_version 1.1;\nproxy_set_header Connection $connection_upgrade;\nproxy_buffering off;", ["shown: In force: nginx *proxy_buffering off;*"]),
        ("(await Lab.Latest.Nginx.CaptureAsync(\"/clock\")).Delivery == Delivery.Streamed", ["value: True"]),
        ("#!lab logs", ["shown: == backend*GET /clock*"]),
        ("#!sse\nid: 7\ndata: one\n\ndata: two", ["shown: *Event 1: type “message”, data “one”, last event ID “7”*discarded*"]),
        ("#!lab stop\nLab.Latest == null", ["shown: Ended: lab as processes*", "value: True"]),
    ];

    [Fact]
    public Task The_embedded_kernel_answers() => AnswersAsync(SharedKernel.CommandLine);

    [PolyglotFact]
    public Task So_does_the_kernel_of_NET_Interactive() => AnswersAsync(DotnetInteractive.CommandLine);

    [Fact]
    public Task The_embedded_kernel_completes() => CompletesAsync(SharedKernel.CommandLine);

    [PolyglotFact]
    public Task So_does_the_nginx_kernel_of_NET_Interactive() => CompletesAsync(DotnetInteractive.CommandLine);

    private static async Task AnswersAsync(string commandLine)
    {
        await using var kernel = await KernelProcess.StartAsync(commandLine, AppContext.BaseDirectory, CancellationToken.None);
        await ConformanceTests.SendsAsync(kernel, "magic", _cells);
    }

    private static async Task CompletesAsync(string commandLine)
    {
        await using var kernel = await KernelProcess.StartAsync(commandLine, AppContext.BaseDirectory, CancellationToken.None);
        await ConformanceTests.SendsAsync(kernel, "magic", _cells[..1]);

        (await AskAsync("#!nginx\nserver {\n    listen 1;\n    proxy_buffe", "CompletionsProduced")).ShouldContain("\"proxy_buffering\"");
        (await AskAsync("#!nginx\nhttp {\n    if", "CompletionsProduced")).ShouldNotContain("\"if\"");
        (await AskAsync("#!nginx\nproxy_set_header Host $http_ho", "CompletionsProduced")).ShouldContain("\"http_host\"");
        // The other one answers this with a command of its own making.
        if (commandLine == SharedKernel.CommandLine)
            (await AskAsync("#!nginx\nproxy_buffering off", "DiagnosticsProduced")).ShouldContain("unexpected end");

        async Task<string> AskAsync(string code, string answer)
        {
            var lines = code.Split('\n');
            var asked = new { code, linePosition = new { line = lines.Length - 1, character = lines[^1].Length } };
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            var question = await kernel.AskAsync(answer == "CompletionsProduced" ? "RequestCompletions" : "RequestDiagnostics", asked, answer, deadline.Token);
            return question.ShouldNotBeNull().Body.GetRawText();
        }
    }
}

/// <summary>A test on .NET Interactive with StreamBook.Polyglot, skipped with the reason where one of them is missing.</summary>
[TraitDiscoverer(FullLaneDiscoverer.TypeName, FullLaneDiscoverer.AssemblyName)]
public sealed class PolyglotFactAttribute : FactAttribute, ITraitAttribute
{
    public PolyglotFactAttribute() => Skip = WhatIsMissing;

    internal static string? WhatIsMissing => DotnetInteractive.WhatIsMissing
        ?? (BuiltProject.Find("StreamBook.Polyglot") is not null ? null : "StreamBook.Polyglot was not built: dotnet build lib/StreamBook.Polyglot");
}
