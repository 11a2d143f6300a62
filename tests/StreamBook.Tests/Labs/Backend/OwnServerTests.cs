using System.Diagnostics;
using System.Globalization;
using StreamBook.Programs;

namespace StreamBook.Tests;

/// <summary>A server of one's own in the lab.</summary>
[FullLane]
public sealed class OwnServerTests(OwnServerTests.SharedLab shared) : IClassFixture<OwnServerTests.SharedLab>
{
    internal const string Hello = """
        #:sdk Microsoft.NET.Sdk.Web
        var app = WebApplication.Create(args);
        app.MapGet("/", async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: hello\n\n");
        });
        app.Run();
        """;

    [Fact]
    public async Task A_file_is_compiled_and_answers_directly_and_through_nginx_until_it_is_ended()
    {
        using var folder = new TempFolder("own-");
        var file = folder.In("server.cs");
        await File.WriteAllTextAsync(file, Hello);

        var own = await shared.Lab.AddBackendAsync(file);

        (await own.CaptureAsync("/")).Events.Single().Event.Data.ShouldBe("hello");
        (await own.Nginx.CaptureAsync("/")).Events.Single().Event.Data.ShouldBe("hello");
        (await own.GetUsageAsync()).WorkingSetByteCount.ShouldBeGreaterThan(0);
        shared.Lab.Servers.ShouldContain(own);
        own.Output.ShouldContain("Now listening on");
        await own.DisposeAsync();
        (await own.CaptureAsync("/")).Failure.ShouldNotBeNull();
        (await own.Nginx.CaptureAsync("/")).Status.ShouldBe(502);
    }

    [Fact]
    public async Task What_was_compiled_once_is_not_compiled_again()
    {
        var source = $"{Hello}\n// {Guid.NewGuid()}";
        var first = await new CSharpFile("server.cs", source).CompileAsync(default);
        var written = File.GetLastWriteTimeUtc(first[^1]);

        (await new CSharpFile("other.cs", source).CompileAsync(default)).ShouldBe(first);

        File.GetLastWriteTimeUtc(first[^1]).ShouldBe(written);
    }

    [Fact]
    public async Task Compile_errors_are_shown_with_their_lines() =>
        (await Should.ThrowAsync<ServerProgramException>(() => shared.Lab.AddBackendAsync(Hello.Replace("app.Run();", "app.Walk()")))).ShouldSatisfyAllConditions(
            e => e.Sentence.ShouldStartWith("server.cs does not compile: "),
            e => e.Details.ShouldContain("line 8: CS1002: ; expected"),
            e => e.Details.ShouldContain("  8 | app.Walk()"));

    [Fact]
    public async Task An_order_to_the_SDK_that_is_not_known_is_refused_with_the_way_that_takes_longer() =>
        (await Should.ThrowAsync<ServerProgramException>(() => shared.Lab.AddBackendAsync("#:property Nullable=disable\n" + Hello))).Message.ShouldContain("line 1: #:property Nullable=disable");

    [Fact]
    public async Task A_package_that_a_file_names_is_there()
    {
        var own = await shared.Lab.AddBackendAsync("#:package StackExchange.Redis@3.4.35\n" + Hello.Replace("data: hello", "data: {typeof(StackExchange.Redis.RedisValue).Name}").Replace("(\"data", "($\"data"));

        (await own.CaptureAsync("/")).Events.Single().Event.Data.ShouldBe("RedisValue");
    }

    [Fact]
    public async Task Compile_errors_of_a_file_with_packages_are_shown_with_their_lines_too() =>
        (await Should.ThrowAsync<ServerProgramException>(() => shared.Lab.AddBackendAsync("#:package StackExchange.Redis@3.4.35\n" + Hello.Replace("app.Run();", "app.Walk()")))).ShouldSatisfyAllConditions(
            e => e.Sentence.ShouldBe("server.cs does not compile: 1 error."),
            e => e.Details.ShouldStartWith("line 9: CS1002: ; expected\n"));

    [Fact]
    public async Task A_package_that_is_not_to_be_had_is_named() =>
        (await Should.ThrowAsync<ServerProgramException>(() => shared.Lab.AddBackendAsync("#:package No.Such.Package@9.9.9\n" + Hello))).ShouldSatisfyAllConditions(
            e => e.Sentence.ShouldBe("A package that server.cs names could not be restored."),
            e => e.Details.ShouldContain("No.Such.Package"));

    [Fact]
    public async Task It_is_started_again_where_it_was()
    {
        var own = await shared.Lab.AddBackendAsync(Hello);
        var first = await own.ProcessId;
        await own.KillAsync();
        (await own.CaptureAsync("/")).Failure.ShouldNotBeNull();

        await own.RestartAsync();

        (await own.ProcessId).ShouldNotBe(first);
        (await own.Nginx.CaptureAsync("/")).Events.Single().Event.Data.ShouldBe("hello");
    }

    [Fact]
    public async Task A_program_that_ends_is_told_with_its_last_lines() =>
        (await Should.ThrowAsync<ServerProgramException>(() => shared.Lab.AddBackendAsync("sh", ["-c", "echo no port $PORT, no {port}; exit 3"]))).ShouldSatisfyAllConditions(
            e => e.Sentence.ShouldBe("sh ended with exit code 3 before it listened."),
            e => e.Details.ShouldMatch(@"^no port (\d+), no \1$"));

    [Fact]
    public async Task Any_program_is_told_where_to_listen_and_ended_with_what_it_started()
    {
        var command = await new CSharpFile("server.cs", Hello).CompileAsync(default);
        // A shell that waits: the server is its child.
        await using var own = await shared.Lab.AddBackendAsync("sh", ["-c", "\"$@\" --urls {url}; true", "sh", .. command]);

        (await own.Nginx.CaptureAsync("/")).Events.Single().Event.Data.ShouldBe("hello");
        await own.DisposeAsync();

        await Eventually.SeeAsync(() => own.CaptureAsync("/"), capture => capture.Status is null);
    }

    [Fact]
    public async Task No_such_file_is_told_with_its_whole_path() =>
        (await Should.ThrowAsync<LabException>(() => shared.Lab.AddBackendAsync("nowhere/server.cs"))).Message.ShouldContain(Path.GetFullPath("nowhere/server.cs"));

    [Fact]
    public async Task It_ends_with_its_lab()
    {
        OwnServer own;
        await using (var lab = await Lab.StartAsync(new() { Host = LabHost.Processes }))
            own = await lab.AddBackendAsync(Hello);

        (await own.CaptureAsync("/")).Failure.ShouldNotBeNull();
    }

    [Fact]
    public async Task It_ends_when_the_process_that_opened_it_is_killed()
    {
        await using var opener = Opener.Start("own server");
        var words = (await opener.WaitForLineAsync(line => line.StartsWith("opened ", StringComparison.Ordinal), TimeSpan.FromSeconds(60))).Split(' ');

        using (var process = Process.GetProcessById(opener.Id))
            process.Kill();

        await Eventually.SeeAsync(() => ProcessStatus.Of(int.Parse(words[1], CultureInfo.InvariantCulture)), status => !status.IsRunning);
    }

    public sealed class SharedLab : IAsyncLifetime
    {
        public Lab Lab { get; private set; } = null!;

        public async Task InitializeAsync() => Lab = await Lab.StartAsync(new() { Host = LabHost.Processes });

        public async Task DisposeAsync() => await Lab.DisposeAsync();
    }
}
