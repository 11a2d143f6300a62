using System.CommandLine;
using System.CommandLine.Parsing;
using StreamBook.Cli.Commands;
using StreamBook.Linting;
using StreamBook.Sites;

namespace StreamBook.Cli.Lint;

/// <summary>`book lint`: what breaks streams in a configuration of nginx, without running it.</summary>
internal static class LintCommand
{
    // The newest in which proxies speak HTTP/1.0 unless told: what it warns of harms on all before it.
    private static readonly Version _cautious = new(1, 28, 0);

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "nginx.conf, the file of a site, a fragment, what `nginx -T` wrote, or Kubernetes Ingress objects (.yaml, .yml).",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(CommandLine.CheckNames);
        var nginx = new Option<Version?>("--nginx") { Description = "The version of nginx that reads it; that of this machine unless told.", HelpName = "VERSION", CustomParser = NginxVersion };
        var streams = new Option<string[]>("--stream") { Description = "A path of which you know that streams come there: what breaks them is an error then. May be repeated.", HelpName = "PATH", DefaultValueFactory = _ => [] };
        var json = new Option<bool>("--json") { Description = "Write the findings as JSON." };
        var sarif = new Option<string?>("--sarif") { Description = "Write the findings for a code host too, as SARIF 2.1.0.", HelpName = "FILE" };
        CommandLine.RefuseEmpty(sarif, "--sarif: write the name of a file.");
        var command = new Command("lint", "Finds what breaks event streams and WebSockets in configurations of nginx, without running them. A comment `# book: ignore SB201 reason` at the end of a line, or above it, takes a finding away.")
        {
            files, nginx, streams, json, sarif,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(files)!, parsed.GetValue(nginx), parsed.GetValue(streams)!, parsed.GetValue(json), parsed.GetValue(sarif), cancellationToken));
        return CommandLine.WithExamples(command, "book lint /etc/nginx/nginx.conf --stream /events", "nginx -T > all.conf; book lint all.conf --nginx 1.29.7", "book lint ingress.yaml --sarif lint.sarif");
    }

    private static async Task<int> RunAsync(string[] files, Version? nginx, string[] streams, bool asJson, string? sarif, CancellationToken cancellationToken)
    {
        if (sarif is not null)
            ResultFile.Require(sarif);
        var (version, whence) = nginx is null ? await FindVersionAsync(cancellationToken) : (nginx, "--nginx");
        var report = Read(files, version, streams) is var parts && parts.Count == 1 ? parts[0] : Join(parts);
        var result = new LintResult(report, version, whence);
        if (sarif is not null)
            Writing.Text(sarif, LintSarif.Write(result));
        if (asJson)
            Console.Out.WriteLine(LintJson.Write(result));
        else
            LintText.Write(result, Console.Out);
        return report.Findings.Any(finding => finding.Level == LintLevel.Error) ? CommandLine.Failed : CommandLine.Ok;
    }

    private static List<LintReport> Read(string[] files, Version version, string[] streams)
    {
        try
        {
            Site[] sites = [.. files.Distinct().SelectMany(file => IngressFile.IsYaml(file) ? IngressFile.Read(file) : [SiteReader.Read(file)])];
            // A file that another one includes is read there, with all that is around it.
            return [.. sites.Where(site => !sites.Any(other => other != site && other.Files.Skip(1).Any(file => Path.GetFullPath(file.Name) == Path.GetFullPath(site.Name))))
                .Select(site => LintReport.Of(site, version, streams))];
        }
        catch (SiteException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static LintReport Join(List<LintReport> parts) => new(
        [.. parts.SelectMany(part => part.Findings).Distinct()], parts.Sum(part => part.LocationCount), [.. parts.SelectMany(part => part.Notes).Distinct()]);

    private static async Task<(Version Version, string Whence)> FindVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return ((await NginxProgram.FindAsync(cancellationToken)).Version, "that of this machine; --nginx names another");
        }
        catch (LabException)
        {
            return (_cautious, "nginx is not on this machine; --nginx names the version");
        }
    }

    private static Version? NginxVersion(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (Version.TryParse(text, out var version) && version.Revision < 0)
            return version.Build < 0 ? new(version.Major, version.Minor, 0) : version;
        result.AddError($"--nginx {text}: not a version of nginx; write 1.28 or 1.29.7.");
        return null;
    }
}
