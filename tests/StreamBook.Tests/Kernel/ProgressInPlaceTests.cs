using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

public sealed class ProgressInPlaceTests(SharedKernel kernel) : IClassFixture<SharedKernel>
{
    [Fact]
    public async Task A_load_shows_one_bar_that_changes_and_ends_as_a_sentence()
    {
        await kernel.RunAsync($"#r \"{Path.Combine(AppContext.BaseDirectory, "StreamBook.dll")}\"\nusing StreamBook;\nvar backend = await BackendServer.StartAsync();");
        var cell = await kernel.RunAsync("var load = await backend.LoadEventStreamsAsync(\"/clock?count=0&interval=20\", 5, TimeSpan.FromMilliseconds(200));");
        await kernel.RunAsync("await backend.DisposeAsync();");

        cell.Result.Succeeded.ShouldBeTrue(cell.Result.Error);
        var bar = cell.Outputs[0].ShouldBeOfType<CellOutput.Display>();
        bar.Formats["text/html"].ShouldContain("<progress ");
        var updates = cell.Outputs.Skip(1).Select(output => output.ShouldBeOfType<CellOutput.Update>()).ToList();
        updates.ShouldAllBe(update => update.ValueId == bar.ValueId);
        updates[^1].Formats["text/plain"].ShouldStartWith("5 event streams: ");
    }
}
