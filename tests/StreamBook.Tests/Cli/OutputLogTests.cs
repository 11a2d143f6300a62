using StreamBook.Cli.Kernel;
using StreamBook.Cli.Session;

namespace StreamBook.Tests;

[Collection(MemoryCollection.Name)]
public sealed class OutputLogTests
{
    private readonly OutputLog _log = new();

    [Fact]
    public void Text_and_values_stay_in_the_order_in_which_they_came_and_text_is_joined()
    {
        Add(Out("a"), Out("b"), Value("1"), Out("c"), new CellOutput.Text(true, "d"), Out("e"));

        _log.ToOutputs().Select(Shown).ShouldBe(["ab", "<1>", "c", "!d", "e"]);
    }

    [Fact]
    public void An_update_takes_the_place_of_the_value_where_it_stands()
    {
        Add(Value("1", "x"), Out("after"), Value("2", "y"));

        _log.TryUpdate(new("x", Plain("one"))).ShouldBeTrue();
        _log.TryUpdate(new("z", Plain("none"))).ShouldBeFalse();

        _log.ToOutputs().Select(Shown).ShouldBe(["<one>", "after", "<2>"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public void Up_to_a_megabyte_all_is_kept_and_beyond_it_the_middle_is_left_out(int writeLength)
    {
        var text = string.Concat(Enumerable.Range(0, 1_000_000 / 10).Select(i => $"{i:000000000}\n"));
        Write(text, writeLength);
        string.Concat(_log.ToOutputs().Select(Shown)).ShouldBe(text);

        Write(text, writeLength);
        var kept = string.Concat(_log.ToOutputs().Select(Shown));

        kept.ShouldStartWith(text[..490_000]);
        kept.ShouldEndWith(text[^490_000..]);
        var notice = kept.Split('\n').Single(line => line.Contains("left out"));
        var leftOut = int.Parse(string.Concat(notice.Where(char.IsAsciiDigit)));
        (kept.Length - notice.Length - 2 + leftOut).ShouldBe(2 * text.Length);
    }

    [Fact]
    public void A_value_that_is_too_large_is_left_out_whole_and_says_its_size()
    {
        Add(Value(new('x', 1_500_000)), Out("after"));

        _log.ToOutputs().Select(Shown).ShouldBe(["<[… a value of 1,500,000 bytes left out …]>", "after"]);
    }

    [Fact]
    public void A_value_that_was_left_out_does_not_come_back_with_an_update()
    {
        Write(new('a', 600_000), 1000);
        Add(Value("early", "x"));
        Write(new('b', 2_000_000), 1000);

        _log.TryUpdate(new("x", Plain("late"))).ShouldBeFalse();

        _log.ToOutputs().OfType<CellOutput.Display>().ShouldBeEmpty();
    }

    /// <summary>Each of these took hundreds of megabytes.</summary>
    [Theory]
    [InlineData("large values")]
    [InlineData("values that grow")]
    [InlineData("values of a letter")]
    [InlineData("values of nothing")]
    [InlineData("letters to both outputs in turn")]
    [InlineData("warnings of a letter")]
    public void Memory_stays_bounded_whatever_comes(string what)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < (what.StartsWith("large") ? 3_000 : 300_000); i++)
        {
            Add(what switch
            {
                "large values" => Value(new('x', 100_000), $"{i}"),
                "values of a letter" or "values that grow" => Value("x", $"{i}"),
                "values of nothing" => Value("", $"{i}"),
                "warnings of a letter" => new CellOutput.Diagnostic("warning", "", "x", 1, 1),
                _ => new CellOutput.Text(i % 2 == 0, "x"),
            });
            if (what == "values that grow" && i < 3_000)
                _log.TryUpdate(new($"{i}", Plain(new('y', 100_000))));
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        kept.ShouldBeLessThan(12_000_000);
        _log.ToOutputs().Length.ShouldBeInRange(1, 10_001);
    }

    [Fact]
    public void A_value_at_the_beginning_that_grows_too_large_later_says_its_size()
    {
        Add([.. Enumerable.Range(0, 5).Select(i => Value("x", $"{i}"))]);

        for (var i = 0; i < 5; i++)
            _log.TryUpdate(new($"{i}", Plain(new('y', 300_000)))).ShouldBeTrue();

        _log.ToOutputs().Select(output => Shown(output).Length).ShouldBe([300_002, 300_002, 300_002, 41, 41]);
        Shown(_log.ToOutputs()[4]).ShouldBe("<[… a value of 300,000 bytes left out …]>");
    }

    [Fact]
    public void A_character_of_two_halves_is_never_cut_in_two()
    {
        Write("a" + string.Concat(Enumerable.Repeat("😀", 600_000)), int.MaxValue);

        var text = string.Concat(_log.ToOutputs().Select(Shown));
        text.EnumerateRunes().ShouldAllBe(rune => rune.Value != 0xfffd);
    }

    private static CellOutput.Text Out(string text) => new(false, text);

    private static Dictionary<string, string> Plain(string text) => new() { ["text/plain"] = text };

    private static CellOutput.Display Value(string text, string? id = null) => new(id, Plain(text), false);

    private static string Shown(CellOutput output) => output switch
    {
        CellOutput.Text text => (text.IsError ? "!" : "") + text.Value,
        CellOutput.Display display => $"<{display.Formats["text/plain"]}>",
        _ => output.ToString(),
    };

    private void Add(params CellOutput[] outputs)
    {
        foreach (var output in outputs)
            _log.Add(output);
    }

    private void Write(string text, int writeLength)
    {
        for (var start = 0; start < text.Length; start += Math.Min(writeLength, text.Length))
            _log.Add(Out(text.Substring(start, Math.Min(writeLength, text.Length - start))));
    }
}

/// <summary>Tests that measure this process's memory run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryCollection
{
    public const string Name = "memory";
}
