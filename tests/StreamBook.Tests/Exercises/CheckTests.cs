using static StreamBook.Tests.ConsoleOutput;

namespace StreamBook.Tests;

[Collection(ConsoleOutputCollection.Name)]
public sealed class CheckTests
{
    [Fact]
    public void What_holds_is_printed()
    {
        Printed(() => Check.That(1 < 2, "One is less than two.")).ShouldBe("✓ One is less than two.\n");
        Printed(() => Check.Equal(2, 1 + 1, "One and one are two.")).ShouldBe("✓ One and one are two.\n");
    }

    [Fact]
    public void What_does_not_hold_throws_the_sentence_and_the_expression()
    {
        var delivery = Delivery.Held;

        var failure = Should.Throw<CheckFailedException>(() => Check.That(delivery == Delivery.Streamed, "The stream is streamed.", seen: delivery));

        failure.Message.ShouldBe("✗ The stream is streamed.\n  not so: delivery == Delivery.Streamed\n  seen: held");
        failure.Sentence.ShouldBe("The stream is streamed.");
        failure.Expression.ShouldBe("delivery == Delivery.Streamed");
    }

    [Fact]
    public void What_differs_is_shown_beside_what_was_expected()
    {
        var type = "tick";

        Should.Throw<CheckFailedException>(() => Check.Equal("message", type, "The type is message."))
            .Message.ShouldBe("✗ The type is message.\n  not so: type\n  expected: “message”\n  seen: “tick”");
    }

    [Fact]
    public void Sequences_are_compared_by_their_items()
    {
        Printed(() => Check.Equal(["a", "b"], new List<string> { "a", "b" }, "Same.")).ShouldBe("✓ Same.\n");

        Should.Throw<CheckFailedException>(() => Check.Equal([1, 2], new List<int> { 1, 3 }, "Same."))
            .Message.ShouldContain("expected: [1, 2]\n  seen: [1, 3]");
    }

    [Fact]
    public void Nothing_is_equal_to_nothing_only()
    {
        Printed(() => Check.Equal(null, (string?)null, "None.")).ShouldBe("✓ None.\n");
        Should.Throw<CheckFailedException>(() => Check.Equal(null, "x", "None.")).Message.ShouldContain("expected: null\n  seen: “x”");
    }
}
