using System.Net;
using StreamBook.Cli.Page;

namespace StreamBook.Cli.Inspect;

/// <summary>The picture, the figures and the findings as one page that needs no network and no script.</summary>
internal static class InspectPage
{
    /// <param name="diagnosis">Of a capture that has no secrets any more.</param>
    /// <param name="comparison">What comparing it with its origins came to; may be null.</param>
    /// <param name="secrets">What must not be shown.</param>
    /// <param name="knowsArrivals">Whether it is known when what came: without, there is no picture.</param>
    public static string Render(Diagnosis diagnosis, HopComparison? comparison, Secrets secrets, bool knowsArrivals)
    {
        var capture = diagnosis.Capture;
        var findings = comparison is { Findings.IsEmpty: false } ? comparison.Findings : diagnosis.Findings;
        var text = new StringWriter();
        var report = new InspectReport(text, secrets);
        report.Write(FiguresText.Of(capture, knowsArrivals));
        if (comparison is not null)
        {
            report.Write("");
            report.Write(InspectReport.Table(comparison));
        }

        return PageLayout.Render($"{capture.Name}", secrets.Mask($"""
            <main id="content">
            <h1>{Encode(capture.Name)}</h1>
            <p><code>{Encode(capture.Uri.AbsoluteUri)}</code></p>
            <p>{Encode(comparison?.Sentence ?? diagnosis.Undecided ?? (findings.IsEmpty ? "Nothing found." : ""))}</p>
            {(knowsArrivals ? Draw.Lanes(capture).ToHtml() : "")}
            {string.Concat(findings.Select(Section))}<h2>Figures</h2>
            {OutputHtml.Text(text.ToString(), "value", "Figures")}</main>
            """));
    }

    private static string Section(Finding finding)
    {
        var doubt = finding.Sureness switch
        {
            Sureness.Sure => "",
            Sureness.Likely => $"<p>Likely. {PageLayout.Prose(finding.ToBeSure ?? "")}</p>\n",
            _ => $"<p>This alone cannot tell. {PageLayout.Prose(finding.ToBeSure ?? "")}</p>\n",
        };
        var cures = string.Concat(finding.Kind.Cures.Select(cure =>
            $"<li><strong>{Encode(cure.Where)}</strong>: {PageLayout.Prose(cure.Text)} (<a href=\"{Encode(cure.Source.AbsoluteUri)}\">{Encode(cure.Source.Host)}</a>)</li>\n"));
        return $"""
            <section class="text">
            <h2>{Encode(finding.Id)} {Encode(finding.Title)}</h2>
            <p>{PageLayout.Prose(finding.Seen)}</p>
            {doubt}<p>{PageLayout.Prose(finding.Kind.Mechanism)}</p>
            {(cures.Length == 0 ? "" : $"<ul>\n{cures}</ul>\n")}</section>

            """;
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
