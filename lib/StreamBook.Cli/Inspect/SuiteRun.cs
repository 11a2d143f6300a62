using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using Spectre.Console;
using StreamBook.Cli.Commands;
using StreamBook.Wording;

namespace StreamBook.Cli.Inspect;

/// <summary>`book inspect --suite`: a table of all streams, with a cross for each thing that the road breaks.</summary>
internal static class SuiteRun
{
    public static async Task<int> RunAsync(InspectRequest request, TimeSpan silence, bool isJson, CancellationToken cancellationToken)
    {
        var secrets = new Secrets(request.Uri, request.Headers);
        if (!isJson)
            Console.Out.WriteLine(secrets.Mask($"All streams of `book source` through {request.Uri}; the silent ones take {Words.OfDuration(silence)}, --silence says otherwise.\n"));
        var results = await new Suite(request.Uri, request).RunAsync(silence, result => Show(result, isJson), cancellationToken);
        if (isJson)
            Console.Out.WriteLine(secrets.Mask(JsonSerializer.Serialize(results.Select(SuiteRow.Of), InspectResult.Options)));
        else
            Write(results, secrets);
        return results.Any(result => result.Verdict.IsWhole is false) ? InspectVerdict.Found
            : results.Any(result => result.Verdict.IsWhole is null) ? InspectVerdict.Undecided
            : InspectVerdict.NothingFound;
    }

    // Each as soon as it is known: the silent ones take long.
    private static void Show(SuiteResult result, bool isJson)
    {
        if (!isJson && Screen.IsLive)
            Screen.Console.MarkupLine($"  {Mark(result)} {result.Name.EscapeMarkup()}");
    }

    private static void Write(ImmutableArray<SuiteResult> results, Secrets secrets)
    {
        Screen.WriteTable(["", "Stream", "What was seen", "A cross: the road"], results.Select(result => new[]
        {
            Mark(result),
            result.Name.EscapeMarkup(),
            secrets.Mask(result.Verdict.Seen).EscapeMarkup(),
            result.Tries.EscapeMarkup(),
        }));
        var broken = results.Where(result => result.Verdict.IsWhole is false).ToArray();
        Console.Out.WriteLine(broken.Length == 0 ? "\nThe road breaks none of them." : $"\nThe road breaks {broken.Length} of {results.Length}.");
        if (results.Max(result => result.Capture.SentUncertainty) is { } uncertainty)
            Console.Out.WriteLine($"The clock of the source is not this machine's, or it was a stored copy that came: by the exchange itself, when it sent is known to within {Words.OfDuration(uncertainty)}. Where that is too little to judge, no verdict is given.");
        var ids = broken.SelectMany(result => Diagnosis.Of(result.Capture).Findings.Select(finding => finding.Id)).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (ids.Length > 0)
            Console.Out.WriteLine($"`book explain {ids[0]}` tells what helps{(ids.Length == 1 ? "" : $"; also {string.Join(", ", ids[1..])}")}.");
    }

    private static string Mark(SuiteResult result) => result.Verdict.IsWhole switch
    {
        true => "[green]✓[/]",
        false => "[red]✗[/]",
        null => "[yellow]?[/]",
    };
}

/// <summary>A line of the table, as JSON.</summary>
internal sealed record SuiteRow(
    [property: Description("The stream.")] string Name,
    [property: Description("What was asked for, behind the address of the road.")] string PathAndQuery,
    [property: Description("True if it came through as it was sent, false if the road broke it, null if this run cannot tell.")] bool? IsWhole,
    [property: Description("What was seen.")] string Seen,
    [property: Description("What a road does that breaks it.")] string Tries,
    [property: Description("What is wrong with what came.")] ImmutableArray<FindingResult> Findings)
{
    public static SuiteRow Of(SuiteResult result) => new(
        result.Name,
        result.PathAndQuery,
        result.Verdict.IsWhole,
        result.Verdict.Seen,
        result.Tries,
        [.. Diagnosis.Of(result.Capture).Findings.Select(FindingResult.Of)]);
}
