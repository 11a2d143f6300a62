using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamBook.Cli.Lint;

/// <summary>Findings for programs.</summary>
internal static class LintJson
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    public static string Write(LintResult result) => JsonSerializer.Serialize(new
    {
        nginx = result.Nginx.ToString(),
        locations = result.Report.LocationCount,
        assumptions = result.Assumptions,
        findings = result.Report.Findings.Select(finding => new
        {
            id = finding.Kind.Id,
            level = LintText.LevelName(finding.Level),
            file = finding.Place.File,
            line = finding.Place.Line,
            column = finding.Place.Column,
            location = finding.Location,
            title = finding.Kind.Title,
            seen = finding.Seen,
            mechanism = finding.Kind.Mechanism,
            cure = finding.Kind.Cures[0].Text,
        }),
    }, _json);
}
