using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamBook.Linting;

namespace StreamBook.Cli.Lint;

/// <summary>Findings for code hosts: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).</summary>
internal static class LintSarif
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static string Write(LintResult result)
    {
        FindingKind[] kinds = [.. result.Report.Findings.Select(finding => finding.Kind).DistinctBy(kind => kind.Id).OrderBy(kind => kind.Id, StringComparer.Ordinal)];
        return new JsonObject
        {
            ["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "book lint",
                        ["version"] = typeof(LintSarif).Assembly.GetName().Version!.ToString(3),
                        ["rules"] = new JsonArray([.. kinds.Select(Rule)]),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. result.Report.Findings.Select(finding => Result(finding, Array.FindIndex(kinds, kind => kind.Id == finding.Kind.Id)))]),
                ["properties"] = new JsonObject { ["assumptions"] = new JsonArray([.. result.Assumptions.Select(text => JsonValue.Create(text))]) },
            }),
        }.ToJsonString(_json);
    }

    private static JsonObject Rule(FindingKind kind) => new()
    {
        ["id"] = kind.Id,
        ["shortDescription"] = Message(kind.Title),
        ["fullDescription"] = Message(kind.Mechanism),
        ["help"] = Message(string.Join('\n', kind.Cures.Select(cure => $"{cure.Where}: {cure.Text} {cure.Source}"))),
        ["helpUri"] = kind.Cures[0].Source.AbsoluteUri,
    };

    private static JsonObject Result(LintFinding finding, int ruleIndex) => new()
    {
        ["ruleId"] = finding.Kind.Id,
        ["ruleIndex"] = ruleIndex,
        ["level"] = LintText.LevelName(finding.Level),
        ["message"] = Message($"{finding.Kind.Title} {finding.Seen}"),
        ["locations"] = new JsonArray(new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = UriOf(finding.Place.File) },
                ["region"] = new JsonObject { ["startLine"] = finding.Place.Line, ["startColumn"] = finding.Place.Column },
            },
        }),
    };

    private static JsonObject Message(string text) => new() { ["text"] = text };

    // A relative name stays relative, with slashes: the host lays it on its own copy of the files.
    private static string UriOf(string file) => Path.IsPathRooted(file)
        ? new Uri(file).AbsoluteUri
        : string.Join('/', file.Split('/', '\\').Where(part => part != ".").Select(Uri.EscapeDataString));
}
