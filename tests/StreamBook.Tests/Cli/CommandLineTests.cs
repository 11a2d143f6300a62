using StreamBook.Programs;

namespace StreamBook.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("fmt")]
    [InlineData("decode")]
    [InlineData("inspect")]
    [InlineData("explain")]
    [InlineData("source")]
    [InlineData("lab")]
    [InlineData("doctor")]
    public async Task Every_command_has_help_with_examples(params string[] command)
    {
        var result = (await BookProcess.RunAsync(AppContext.BaseDirectory, [.. command, "--help"])).ShouldExitWith(0);

        result.Output.ShouldMatch(@"Examples:\n  \S*");
        result.Output.ShouldContain(string.Join(' ', ["book", .. command]));
        result.Output.ShouldContain("Exit codes: ");
        result.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unknown_command_is_wrong_usage() =>
        (await BookProcess.RunAsync(AppContext.BaseDirectory, "rnu")).ShouldExitWith(2).Error.ShouldContain("'rnu'");

    [Theory]
    [InlineData("run")]
    [InlineData("fmt")]
    [InlineData("check")]
    [InlineData("publish")]
    [InlineData("reset")]
    public async Task An_empty_name_is_wrong_usage(string command) =>
        (await BookProcess.RunAsync(AppContext.BaseDirectory, command, "")).ShouldExitWith(2)
            .Error.ShouldStartWith("An empty name was given; write one, or leave it out.");

    [FullLane, Fact]
    public async Task The_doctor_finds_what_this_test_runs_on()
    {
        var result = (await BookProcess.RunAsync(AppContext.BaseDirectory, "doctor")).ShouldExitWith(0);

        result.Output.ShouldMatch(@"\.NET SDK +10\.");
        result.Output.ShouldMatch(@"nginx +\d+\.\d+\.\d+ ");
        result.Output.ShouldContain("Container engine");
        (await BookProcess.RunAsync(AppContext.BaseDirectory, "doctor", "nginx")).ShouldExitWith(0).Output.ShouldNotContain(".NET SDK");
    }

    [Fact]
    public async Task The_doctor_names_the_programs_it_looks_for_to_one_who_asks_for_another() =>
        (await BookProcess.RunAsync(AppContext.BaseDirectory, "doctor", "apache")).ShouldExitWith(2)
            .Error.ShouldStartWith("apache: not a program the book looks for; those are dotnet, nginx, ");

    /// <summary>The launchers speak before the table is built.</summary>
    [Theory, InlineData("book"), InlineData("book.cmd")]
    public void A_launcher_and_the_doctor_name_the_same_place_for_the_SDK(string launcher)
    {
        if (OperatingSystem.IsLinux())
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "../../../..", launcher)).ShouldContain(InstallCommand.Sdk);
    }
}
