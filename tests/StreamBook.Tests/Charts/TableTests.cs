using System.Xml.Linq;

namespace StreamBook.Tests;

public sealed class TableTests
{
    private readonly record struct Row(string Recipe, Delivery Delivery, TimeSpan? TimeToFirstEvent, int EventCount, bool HasWebSocket);

    private static readonly Row[] _rows =
    [
        new("Article", Delivery.Streamed, Captures.Ms(12.34), 20, true),
        new("无", Delivery.Held, null, 1000, false),
    ];

    [Fact]
    public void Columns_are_the_public_properties_in_words()
    {
        Table.Of(_rows, "Recipe").Text.ShouldBe(
            """
            Recipe
            Recipe   Delivery  Time to first event (ms)  Event count  Has WebSocket
            ───────  ────────  ────────────────────────  ───────────  ─────────────
            Article  streamed                      12.3           20  ✓ yes
            无       held                             –        1,000  ✗ no
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Html_has_a_caption_and_headings_with_a_scope()
    {
        var table = XElement.Parse(Table.Of(_rows, "Recipe").Html).Element("table")!;

        table.Element("caption")!.Value.ShouldBe("Recipe");
        table.Element("thead")!.Descendants("th").ShouldAllBe(heading => (string?)heading.Attribute("scope") == "col");
        table.Element("tbody")!.Elements("tr").Select(row => row.Elements().First()).ShouldAllBe(cell =>
            cell.Name == "th" && (string?)cell.Attribute("scope") == "row");
        table.Element("tbody")!.Elements("tr").First().Elements().Select(cell => cell.Value)
            .ShouldBe(["Article", "streamed", "12.3", "20", "✓ yes"]);
    }

    [Fact]
    public void Columns_can_be_chosen()
    {
        Table.Of(_rows, null, ("name", row => row.Recipe), ("twice", row => row.EventCount * 2)).Text.ShouldBe(
            "name     twice\n───────  ─────\nArticle     40\n无       2,000");
    }

    [Fact]
    public void A_column_without_rows_and_a_row_without_properties_are_shown()
    {
        Table.Of(Array.Empty<Row>()).Text.ShouldStartWith("Recipe  Delivery");
        Table.Of(["one", "two"]).Text.ShouldBe("Value\n─────\none\ntwo");
        Table.Of([new { }]).Text.ShouldStartWith("Value");
    }

    [Fact]
    public void Captures_compared_are_a_table() =>
        Table.Of(Capture.Compare(Captures.Held("Bare"))).Text.ShouldContain("Bare     200  held");

    [Fact]
    public void A_cell_of_several_lines_stays_in_its_row_in_a_terminal() =>
        Table.Of(["a\nb"]).Text.ShouldBe("Value\n─────\na b");
}
