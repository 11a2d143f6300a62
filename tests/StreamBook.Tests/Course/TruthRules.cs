using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StreamBook.Cli.Document;

namespace StreamBook.Tests;

/// <summary>Rules for what a notebook may say, as far as a program sees it.</summary>
internal static partial class TruthRules
{
    /// <summary>A prediction that is nowhere written down is made after the result was seen.</summary>
    public static IEnumerable<string> Guesses(CourseNotebook notebook)
    {
        foreach (var (index, cell) in notebook.Cells.Index().Where(cell => cell.Item.Kind == CellKind.Markdown && Prediction().IsMatch(cell.Item.Source)))
        {
            var next = notebook.Cells.Skip(index + 1).FirstOrDefault();
            var guess = next?.Kind == CellKind.Code ? CellSyntax.FirstStatement(next.Source) : null;
            if (guess is null || !FirstLine().IsMatch(guess))
                yield return $"The next cell does not begin with `var guess = Guess.Of(\"…\");`: {Prediction().Match(cell.Source).Value}";
            else if (FirstLine().Match(guess).Groups[1].Value is var name && !notebook.Code.Any(code => Regex.IsMatch(code, $@"\b{name}\.ItWas\(")))
                yield return $"No cell says {name}.ItWas(…).";
        }
    }

    /// <summary>What holds for many, most or everybody was not measured here: a reader must be able to look it up.</summary>
    public static IEnumerable<string> Sources(CourseNotebook notebook) =>
        from text in notebook.Text
        where !Source().IsMatch(text)
        let prose = TermRules.Prose(text)
        from Match match in OfTheField().Matches(prose)
        select $"“{TermRules.Around(prose, match)}” has no link to a source in its cell.";

    /// <summary>A check of what the notebook typed itself passes whatever the servers do.</summary>
    public static IEnumerable<string> TypedAnswers(CourseNotebook notebook)
    {
        var typed = new TypedValues(notebook.Code);
        return
            from check in typed.Calls("Check")
            let arguments = check.ArgumentList.Arguments.Select(argument => argument.Expression).ToArray()
            let judged = ((MemberAccessExpressionSyntax)check.Expression).Name.Identifier.Text == "Equal" ? arguments[..2] : arguments[..1]
            where judged.All(typed.IsTyped)
            select $"Everything in it was typed: {check.ToString().Split('\n')[0]}";
    }

    /// <summary>The record of a verdict adds the nginx; what else took part its figure has to say.</summary>
    public static IEnumerable<string> MeasuredOn(CourseNotebook notebook) =>
        from verdict in new TypedValues(notebook.Code).Calls("Verdict")
        where verdict.ArgumentList.Arguments is [_, _, _, var figure, ..] && !Named().IsMatch(figure.ToString())
        select $"{verdict.ArgumentList.Arguments[0]} does not say on which server, client or HTTP version it was measured.";

    /// <summary>Where such a text speaks of many, most or everybody; null if it does not.</summary>
    public static string? SpeaksOfTheField(string text) => OfTheField().Match(text) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"\*\*Predict:\*\* .*")]
    private static partial Regex Prediction();

    [GeneratedRegex("""^var (\w+) = Guess\.Of\("…"\);""")]
    private static partial Regex FirstLine();

    [GeneratedRegex(@"\]\(https?://")]
    private static partial Regex Source();

    // Not `how many`, `at most`, `most of its events`: those speak of what is counted in the notebook.
    [GeneratedRegex(@"\b(?<!\b(how|as|so|too|that|of|these|those) )many\b(?! of (its|the|them|those|these)\b)|\b(?<!\bat )most\b(?! of (its|the|them|those|these)\b)|\b(everybody|everyone|always|usually|commonly|typically|widely|popular|on purpose)\b|\b(?<!\b(how|as) )often\b|\bhalf of all\b", RegexOptions.IgnoreCase)]
    private static partial Regex OfTheField();

    [GeneratedRegex(@"HTTP/\d|HttpVersion|Kestrel|nginx|Chromium|ASP\.NET|\.NET|EventSourceClient|ClientWebSocket|SDK|SseParser|prox(y|ies)|[Bb]ackend|[Bb]alancer|Python|Firefox|Edge|Figure\(")]
    private static partial Regex Named();
}
