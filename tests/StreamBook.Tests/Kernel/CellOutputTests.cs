using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

public sealed class CellOutputTests(SharedKernel kernel) : IClassFixture<SharedKernel>
{
    [Fact]
    public async Task Each_call_to_the_console_is_one_output_in_order()
    {
        var cell = await kernel.RunAsync("""
            Console.Write("a"); Console.Error.WriteLine("b"); Console.WriteLine(1); Console.WriteLine(2.5); Console.WriteLine("{0}!", 'c');
            Console.Out.Write(new[] { 'd', 'e' }, 0, 2); Console.WriteLine(); Console.Write(""); await Console.Out.WriteLineAsync("f");
            """);
        var nl = Environment.NewLine;
        cell.Outputs.ShouldBe(
        [
            new CellOutput.Text(false, "a"), new CellOutput.Text(true, $"b{nl}"), new CellOutput.Text(false, $"1{nl}"), new CellOutput.Text(false, $"2.5{nl}"),
            new CellOutput.Text(false, $"c!{nl}"), new CellOutput.Text(false, "de"), new CellOutput.Text(false, nl), new CellOutput.Text(false, $"f{nl}"),
        ]);
    }

    [Fact]
    public async Task Output_arrives_while_the_cell_still_runs()
    {
        // The cell ends only after a file appears that is made once its first output is here.
        var cell = await kernel.RunAsync(
            "Console.Write(\"first\"); while (!System.IO.File.Exists(\"seen\")) await Task.Delay(5);",
            () => File.WriteAllText(Path.Combine(kernel.Folder, "seen"), ""));
        cell.Outputs.ShouldBe([new CellOutput.Text(false, "first")]);
    }

    [Fact]
    public async Task Any_text_arrives_as_it_was()
    {
        var cell = await kernel.RunAsync("Console.Write(\"\\u0000\\n\\\"\\\\ é 漢 🚀 </script> \\u2028\"); Console.Write(\"\\ud800!\"); Console.Write(new string('x', 300_000));");
        cell.Text.ShouldBe("\0\n\"\\ é 漢 🚀 </script> \u2028" + "\uFFFD!" + new string('x', 300_000));
    }

    [Fact]
    public async Task A_displayed_value_can_be_updated_in_place_by_a_later_cell_too()
    {
        var first = await kernel.RunAsync("var handle = display(1); handle.Update(\"two\");");
        var shown = first.Outputs[0].ShouldBeOfType<CellOutput.Display>();
        shown.IsReturnValue.ShouldBeFalse();
        shown.Formats["text/plain"].ShouldBe("1");
        var updated = first.Outputs[1].ShouldBeOfType<CellOutput.Update>();
        updated.ValueId.ShouldBe(shown.ValueId);
        updated.Formats["text/plain"].ShouldBe("two");

        var second = await kernel.RunAsync("handle.Update(3);");
        second.Outputs.ShouldHaveSingleItem().ShouldBeOfType<CellOutput.Update>().ValueId.ShouldBe(shown.ValueId);
    }

    [Fact]
    public async Task Display_without_a_semicolon_shows_the_value_once() =>
        (await kernel.RunAsync("display(5)")).Outputs.ShouldHaveSingleItem().ShouldBeOfType<CellOutput.Display>().IsReturnValue.ShouldBeFalse();

    [Fact]
    public async Task Html_is_shown_as_it_is() =>
        (await kernel.RunAsync("HTML(\"<b>bold</b>\")")).Value.ShouldBe(new Dictionary<string, string> { ["text/html"] = "<b>bold</b>" });

    [Fact]
    public async Task A_library_that_references_no_host_finds_a_way_to_display_and_update()
    {
        var cell = await kernel.RunAsync("""
            var show = (Func<object, string[], Action<object>>)AppContext.GetData("StreamBook.Display");
            var update = show("<b>1</b>", new[] { "text/html" });
            update(HTML("<b>2</b>"));
            """);
        var shown = cell.Outputs[0].ShouldBeOfType<CellOutput.Display>();
        shown.Formats.ShouldBe(new Dictionary<string, string> { ["text/html"] = "<pre>&lt;b&gt;1&lt;/b&gt;</pre>" });
        cell.Outputs[1].ShouldBeOfType<CellOutput.Update>().ShouldSatisfyAllConditions(
            update => update.ValueId.ShouldBe(shown.ValueId),
            update => update.Formats["text/html"].ShouldBe("<b>2</b>"));
    }

    [Fact]
    public async Task What_background_work_writes_after_its_cell_comes_with_the_next()
    {
        await kernel.RunAsync("""
            var gate = new TaskCompletionSource(); var done = new TaskCompletionSource();
            _ = Task.Run(async () => { await gate.Task; Console.Write("late"); display("later"); done.SetResult(); });
            """);
        var cell = await kernel.RunAsync("gate.SetResult(); await done.Task; Console.Write(\" own\");");
        cell.Text.ShouldBe("late own");
        cell.Outputs.OfType<CellOutput.Display>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Much_background_output_between_cells_holds_nothing_up()
    {
        await kernel.RunAsync("var flood = Task.Run(() => { for (var i = 0; i < 2000; i++) Console.WriteLine(new string('x', 200)); });");
        var cell = await kernel.RunAsync("await flood; 1");
        cell.Plain.ShouldBe("1");
        (cell.Text.Length % (200 + Environment.NewLine.Length)).ShouldBe(0);
    }

    [Fact]
    public async Task Raw_standard_output_and_input_are_not_the_protocols()
    {
        var cell = await kernel.RunAsync("""
            Console.OpenStandardOutput().Write("raw"u8);
            var child = System.Diagnostics.Process.Start("sh", new[] { "-c", "echo child; cat" });
            child.WaitForExit();
            $"{child.ExitCode} {Console.ReadLine() is null}"
            """);
        cell.Plain.ShouldBe("0 True");
        (await kernel.RunAsync("2")).Plain.ShouldBe("2");
    }

    [Fact]
    public async Task A_value_of_a_megabyte_arrives_whole() => (await kernel.RunAsync("new string('y', 1_000_000)")).Plain.Length.ShouldBe(1_000_000);
}
