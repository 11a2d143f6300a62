using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook.Exercises;

/// <summary>How the result of a check looks as the result of a cell, and what a program reads of it.</summary>
internal sealed class ShownCheckResult
{
    // Nothing of it becomes markup: letters of every language stay as they are.
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Shown.Formatter[] _formatters =
    [
        new(Shown.Html, value => value is CheckResult result ? Html(result) : null),
        new(Shown.PlainText, value => (value as CheckResult)?.ToString()),
        new(CheckResult.MimeType, value => value is CheckResult result ? JsonSerializer.Serialize(result, _json) : null),
    ];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    /// <summary>The card of a result. Whatever its texts hold is shown, and nothing of it becomes markup.</summary>
    public static string Html(CheckResult result) => Markup.Write(Card(result));

    private static XElement Card(CheckResult result)
    {
        var colour = result.Outcome switch
        {
            CheckOutcome.Passed => SvgMark.Green,
            CheckOutcome.NotYet => SvgMark.Orange,
            CheckOutcome.ProgramBroke => SvgMark.Red,
            _ => SvgMark.Grey,
        };
        var parts = CheckWording.Parts(result).ToArray();
        return VerdictCard.Of(
            $"Check of {result.Task}",
            colour,
            result.Word,
            $"{result.Task} {result.Title}",
            [
                new XElement("div", VerdictCard.Prose(result.Sentence), VerdictCard.Style("margin-top:.4em;font-weight:600")),
                .. parts.Where(part => part.Label.Length == 0).Select(part => new XElement("div", VerdictCard.Prose(part.Text))),
                new XElement("table", VerdictCard.Style("margin:.4em 0 0;border-collapse:collapse;text-align:left"),
                    parts.Where(part => part.Label.Length > 0).Select(Row)),
                .. result.Exhibits.Select(exhibit => exhibit.ToElement()),
            ]);
    }

    private static XElement Row((string Label, string Text) part)
    {
        object text = part.Label is "given" or "expected" or "arrived" or "last lines"
            ? new XElement("pre", part.Text, VerdictCard.Style("margin:0;padding:0;border:0;white-space:pre-wrap;overflow-wrap:anywhere;background:none"))
            : VerdictCard.Prose(part.Text).ToArray();
        return new XElement("tr",
            new XElement("th", part.Label, new XAttribute("scope", "row"), VerdictCard.Style("padding:.1em .8em .1em 0;vertical-align:top;font-weight:400;opacity:.75;white-space:nowrap;text-align:left")),
            new XElement("td", text, VerdictCard.Style("padding:.1em 0;text-align:left")));
    }
}
