using System.Text.Json;
using System.Xml.Linq;
using StreamBook.Charts;
using StreamBook.Wording;

namespace StreamBook.Exercises;

/// <summary>How a verdict looks as the result of a cell, and what a program reads of it.</summary>
internal sealed class ShownVerdict
{
    private readonly Shown.Formatter[] _formatters =
    [
        new(Shown.Html, value => value is Verdict verdict ? Markup.WriteHtml(Card(verdict)) : null),
        new(Shown.PlainText, value => (value as Verdict)?.ToString()),
        new(Verdict.MimeType, value => value is Verdict verdict ? JsonSerializer.Serialize(verdict, JsonSerializerOptions.Web) : null),
    ];

    public IEnumerable<object> CreateTypeFormatters() => _formatters;

    private static XElement Card(Verdict verdict) => VerdictCard.Of(
        $"Verdict on {verdict.Claim}",
        verdict.Kind switch
        {
            VerdictKind.True => SvgMark.Green,
            VerdictKind.Sharper => SvgMark.Orange,
            _ => SvgMark.Red,
        },
        verdict.Word,
        verdict.Sentence,
        [
            new XElement("div", "Measured: ", VerdictCard.Prose(verdict.Figure), VerdictCard.Style("margin-top:.4em")),
            new XElement("div", $"{verdict.Claim} · {verdict.MeasuredOn}", VerdictCard.Style("opacity:.75;font-size:.85em")),
        ]);
}
