namespace StreamBook.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("fmt")]
    [InlineData("decode")]
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

    [Fact]
    public async Task The_doctor_finds_what_this_test_runs_on()
    {
        var result = (await BookProcess.RunAsync(AppContext.BaseDirectory, "doctor")).ShouldExitWith(0);

        result.Output.ShouldMatch(@"\.NET SDK +10\.");
        result.Output.ShouldMatch(@"nginx +\d+\.\d+\.\d+ ");
        result.Output.ShouldContain("Container engine");
    }
}
