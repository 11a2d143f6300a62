using System.Diagnostics;

namespace StreamBook.Tests;

/// <summary>The launcher in a book of its own, with an SDK that only notes how it is called.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string Sdk = """
        #!/bin/sh
        printf '%s|%s|%s\n' "$PWD" "${Configuration-}" "$*" >>"$NOTES"
        case $* in
        *StreamBook.Cli.dll*) true 3<&0 4>&1 || exit 9 ;;
        --version) exit "${OLD_SDK-0}" ;;
        *" lib/StreamBook.Docker "* | *" lib/StreamBook.Polyglot "*) [ -z "${NO_ADAPTER-}" ] || { echo 'error NU1101: no such package'; exit 1; } ;;
        *" lib/StreamBook.Cli "*) [ -z "${BROKEN-}" ] || { echo 'error CS1002: ; expected'; exit 1; }
            mkdir -p artifacts/bin/StreamBook.Cli/release && : >artifacts/bin/StreamBook.Cli/release/StreamBook.Cli.dll ;;
        esac
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("streambook-launcher-").FullName;
    private readonly string _home;

    public LauncherTests()
    {
        _home = Path.Combine(_root, "a book");
        foreach (var folder in new[] { "lib", "docker", "elsewhere" })
            Directory.CreateDirectory(Path.Combine(_home, folder));
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json" })
            File.WriteAllText(Path.Combine(_home, file), "");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "../../../../book"), Path.Combine(_home, "book"));
        Directory.CreateDirectory(Path.Combine(_root, "bin"));
        Script(Path.Combine(_root, "bin", "dotnet"), Sdk);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [UnixFact]
    public async Task It_builds_in_the_books_folder_whatever_the_current_one_says_of_SDKs()
    {
        var (exitCode, _, _) = await RunAsync("", "decode", "a b");

        exitCode.ShouldBe(0);
        Notes().ShouldBe(
        [
            $"{_home}|Release|--version",
            $"{_home}|Release|build lib/StreamBook.Cli -nologo -v quiet",
            $"{_home}|Release|restore lib/StreamBook.Docker -v quiet",
            $"{_home}|Release|--version",
            $"{_home}|Release|build lib/StreamBook.Docker -nologo -v quiet",
            $"{_home}|Release|restore lib/StreamBook.Polyglot -v quiet",
            $"{_home}|Release|--version",
            $"{_home}|Release|build lib/StreamBook.Polyglot -nologo -v quiet",
            $"{Elsewhere}|Debug|{_home}/artifacts/bin/StreamBook.Cli/release/StreamBook.Cli.dll decode a b",
        ]);
    }

    [UnixFact]
    public async Task It_builds_again_only_after_a_change()
    {
        await RunAsync("", "decode");
        File.Delete(Path.Combine(_root, "notes"));

        await RunAsync("", "decode");
        Notes().ShouldHaveSingleItem().ShouldEndWith("StreamBook.Cli.dll decode");

        File.WriteAllText(Path.Combine(_home, "lib", "new.cs"), "");
        File.SetLastWriteTimeUtc(Path.Combine(_home, "artifacts", "book.stamp"), DateTime.UnixEpoch);
        await RunAsync("", "decode");
        Notes().ShouldContain(note => note.Contains("build lib/StreamBook.Cli"));
    }

    [UnixFact]
    public async Task It_is_found_through_links()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "bin", "first"), "../a book/book");
        File.CreateSymbolicLink(Path.Combine(_root, "bin", "book"), Path.Combine(_root, "bin", "first"));

        (await RunAsync(Path.Combine(_root, "bin", "book"), "decode")).ExitCode.ShouldBe(0);

        Notes()[1].ShouldBe($"{_home}|Release|build lib/StreamBook.Cli -nologo -v quiet");
    }

    [UnixFact]
    public async Task Without_an_SDK_that_will_do_it_says_where_to_get_one()
    {
        var (exitCode, _, error) = await RunAsync("", "OLD_SDK=1", "decode");

        exitCode.ShouldBe(1);
        error.ShouldContain("StreamBook needs the .NET 10 SDK");
        error.ShouldContain("https://dot.net/download");
    }

    [UnixFact]
    public async Task A_build_that_fails_shows_what_it_said_and_is_tried_again()
    {
        var (exitCode, _, error) = await RunAsync("", "BROKEN=1", "decode");

        exitCode.ShouldBe(1);
        error.ShouldContain("error CS1002: ; expected\nThe build failed; the lines above say why.");
        (await RunAsync("", "decode")).ExitCode.ShouldBe(0);
    }

    [UnixFact]
    public async Task Without_the_packages_of_the_adapters_it_says_so_once_and_goes_on()
    {
        var (exitCode, _, error) = await RunAsync("", "NO_ADAPTER=1", "decode");

        exitCode.ShouldBe(0);
        error.ShouldContain("Without Docker.DotNet, so containers are reached through the docker command line: error NU1101: no such package");
        error.ShouldContain("Without the packages of StreamBook.Polyglot, so VS Code and Jupyter show still pictures and have no #!lab, #!nginx and #!sse: error NU1101: no such package");
        (await RunAsync("", "NO_ADAPTER=1", "decode")).Error.ShouldBeEmpty();
    }

    /// <summary>.NET would take its own pipe for the input, and wait for ever.</summary>
    [UnixTheory]
    [InlineData("<&-")]
    [InlineData(">&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task What_is_closed_is_nothing_to_read_or_write(string closed)
    {
        Script(Path.Combine(_root, "closed"), $"""exec '{_home}/book' "$@" {closed}""");

        (await RunAsync(Path.Combine(_root, "closed"), "decode")).ExitCode.ShouldBe(0);
    }

    [UnixFact]
    public async Task The_fast_lane_takes_further_arguments_of_a_test_run_too()
    {
        await RunAsync("", "test", "--fast", "--logger", "console");

        Notes()[^1].ShouldBe($"{_home}|Release|test tests/StreamBook.Tests --no-build --nologo --logger trx;LogFileName=tests.trx "
            + $"--results-directory {_home}/artifacts/tests --blame-hang-timeout 5m --blame-hang-dump-type none --logger console --filter Lane!=full");
    }

    private string Elsewhere => Path.Combine(_home, "elsewhere");

    private string[] Notes() => File.ReadAllLines(Path.Combine(_root, "notes"));

    private static void Script(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <param name="launcher">Its path; empty for the book's own.</param>
    /// <param name="arguments">Its arguments, after variables as <c>NAME=value</c>.</param>
    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string launcher, params string[] arguments)
    {
        var variables = arguments.TakeWhile(argument => argument.Contains('=')).ToArray();
        var start = new ProcessStartInfo("sh", [launcher is "" ? Path.Combine(_home, "book") : launcher, .. arguments[variables.Length..]])
        {
            WorkingDirectory = Elsewhere,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.Combine(_root, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["NOTES"] = Path.Combine(_root, "notes");
        start.Environment["Configuration"] = "Debug";
        foreach (var variable in variables.Select(variable => variable.Split('=')))
            start.Environment[variable[0]] = variable[1];
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        return (process.ExitCode, await output, await error);
    }
}

/// <summary>A test of what only a Unix shell has.</summary>
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no sh." : null;
}

/// <summary>As <see cref="UnixFactAttribute"/>.</summary>
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no sh." : null;
}
