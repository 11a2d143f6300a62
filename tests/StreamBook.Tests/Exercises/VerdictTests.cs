using System.Text.Json;
using System.Xml.Linq;

namespace StreamBook.Tests;

public sealed class VerdictTests
{
    [Fact]
    public void It_shows_its_claim_its_word_and_what_decided_as_a_card()
    {
        var card = XElement.Parse(HostFormat.As("text/html", Verdicts.Of("C1.3", "The line `Host $host` is <needed>.", VerdictKind.Wrong, "streamed without it"))!);

        ((string?)card.Attribute("aria-label")).ShouldBe("Verdict on C1.3");
        card.Descendants("strong").Single().Value.ShouldBe("✗ wrong");
        card.Descendants("code").Single().Value.ShouldBe("Host $host");
        string[] parts = ["✗ wrong", "The line Host $host is <needed>.", "Measured: streamed without it", "C1.3 · nginx 1.22.1, processes"];
        card.Value.ShouldBe(string.Concat(parts));
    }

    [Fact]
    public void In_a_terminal_it_is_two_lines() =>
        HostFormat.As("text/plain", Verdicts.Of("B2", "A line is an event.", VerdictKind.Wrong, "3 lines, 1 event"))
            .ShouldBe("✗ wrong: B2 A line is an event.\n  Measured: 3 lines, 1 event (nginx 1.22.1, processes)");

    [Fact]
    public void A_program_reads_it_as_json()
    {
        var verdict = Verdicts.Of("B2", "A line is an event.", VerdictKind.Sharper, "„3“ lines");

        var json = HostFormat.As(Verdict.MimeType, verdict)!;

        JsonDocument.Parse(json).RootElement.EnumerateObject().Select(property => $"{property.Name}: {property.Value}").ShouldBe(
        [
            "claim: B2", "sentence: A line is an event.", "kind: Sharper", "figure: „3“ lines", "nginxVersion: 1.22.1", "host: processes",
        ]);
        JsonSerializer.Deserialize<Verdict>(json, JsonSerializerOptions.Web).ShouldBe(verdict);
    }

    [Theory]
    [InlineData("", "A sentence.", "a figure")]
    [InlineData("B", "A sentence.", "a figure")]
    [InlineData("b2", "A sentence.", "a figure")]
    [InlineData("B2.", "A sentence.", "a figure")]
    [InlineData("B2.0", "A sentence.", "a figure")]
    [InlineData("B2\n", "A sentence.", "a figure")]
    [InlineData("F99999999999", "A sentence.", "a figure")]
    [InlineData("B2", " ", "a figure")]
    [InlineData("B2", "Two\nlines.", "a figure")]
    [InlineData("B2", "A sentence.", "")]
    [InlineData("B2", "A sentence.", "two\rlines")]
    public void Nonsense_is_refused(string claim, string sentence, string figure) =>
        Should.Throw<ArgumentException>(() => Verdicts.Of(claim, sentence, VerdictKind.True, figure));

    [Fact]
    public void There_are_three_verdicts() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Verdicts.Of("B2", "A sentence.", (VerdictKind)3, "a figure"));

    [Fact]
    public void A_verdict_comes_from_a_lab() =>
        Should.Throw<ArgumentNullException>(() => Verdict.Of("B2", "A sentence.", VerdictKind.True, "a figure", null!));
}
