using static StreamBook.Tests.ConsoleOutput;

namespace StreamBook.Tests;

[Collection(ConsoleOutputCollection.Name)]
public class GuessTests
{
    [Theory]
    [InlineData("held", Delivery.Held, "◉ You guessed held, and so it was.")]
    [InlineData("Held.", Delivery.Held, "◉ You guessed Held., and so it was.")]
    [InlineData("streamed", Delivery.Held, "◎ You guessed streamed. It was held.")]
    [InlineData("1000", 1000, "◉ You guessed 1000, and so it was.")]
    [InlineData("7", 15, "◎ You guessed 7. It was 15.")]
    [InlineData("yes", true, "◉ You guessed yes, and so it was.")]
    [InlineData("yes", false, "◎ You guessed yes. It was no.")]
    public void A_guess_stands_beside_what_it_was(string answer, object seen, string line) =>
        Printed(() => Guess.Of(answer).ItWas(seen)).ShouldBe(line + "\n");

    [Theory]
    [InlineData("…")]
    [InlineData("...")]
    [InlineData(" ")]
    [InlineData(null)]
    public void A_guess_left_open_reminds_and_stops_nothing(string? answer) =>
        Printed(() => Guess.Of(answer).ItWas(Delivery.Streamed))
            .ShouldBe("◌ It was streamed. You left the guess open: put yours into the first line and run the cell again.\n");
}
