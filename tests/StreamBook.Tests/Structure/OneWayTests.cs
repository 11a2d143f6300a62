using System.Text.RegularExpressions;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>What is done in one way: a second one would sooner or later do it otherwise.</summary>
public partial class OneWayTests
{
    private static readonly string _library = Path.Combine(Book.Find(AppContext.BaseDirectory)!.Root, "lib");

    private static readonly (string Path, string Text)[] _files =
    [
        .. Directory.EnumerateFiles(_library, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(_library, path).Replace('\\', '/'), File.ReadAllText(path))),
    ];

    /// <summary>The library needs no package; the command line has CliWrap, which no conversation with a kernel goes through.</summary>
    [Fact]
    public void A_program_is_started_in_one_way_by_the_library_and_by_the_command_line()
    {
        Having(ProcessStart()).ShouldBe(["StreamBook.Cli/Kernel/KernelProcess.cs", "StreamBook/Programs/PipedProcess.cs"]);
        Having(CommandWrap()).ShouldAllBe(path => path.StartsWith("StreamBook.Cli/", StringComparison.Ordinal));
    }

    [Fact]
    public void How_a_program_is_installed_stands_in_one_table() => Having(Install()).ShouldBe(["StreamBook/Programs/InstallCommand.cs"]);

    [Fact]
    public void What_is_on_the_wire_between_backend_and_client_is_named_in_one_place() =>
        Having(WireName()).ShouldBe(["StreamBook/Timing/BackendUsage.cs", "StreamBook/Timing/BackendWire.cs"]);

    private static IEnumerable<string> Having(Regex pattern) => _files.Where(file => pattern.IsMatch(file.Text)).Select(file => file.Path).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\bProcess\.Start\(|\bnew Process\b")]
    private static partial Regex ProcessStart();

    [GeneratedRegex(@"\bCli\.Wrap\(")]
    private static partial Regex CommandWrap();

    [GeneratedRegex(@"\b(apt-get|apk|dnf|brew|winget|pacman|snap|pipx|choco) (-y )?(install|add|-S)\b")]
    private static partial Regex Install();

    // As literals: the text that a reader of the backend's own page sees is none.
    [GeneratedRegex("""
        "Stream-Began"|"/usage"|"sent"u8|\\"sent\\"
        """)]
    private static partial Regex WireName();
}
