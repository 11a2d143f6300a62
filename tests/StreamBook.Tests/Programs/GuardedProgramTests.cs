using StreamBook.Programs;

namespace StreamBook.Tests;

public class GuardedProgramTests
{
    [Fact]
    public async Task Its_lines_are_complete_when_it_has_ended()
    {
        for (var round = 0; round < 100; round++)
        {
            await using var program = GuardedProgram.Start(["sh", "-c", "echo one; echo two >&2; exit 3"]);
            (await program.Ended).ShouldBe("ended with exit code 3");
            program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["one", "two"]);
        }
    }
}
