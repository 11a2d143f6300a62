using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamBook.Cli.Commands;
using StreamBook.Cli.Inspect;
using StreamBook.Labs.Nginx;
using StreamBook.Linting;
using StreamBook.Nginx;
using StreamBook.Sites;
using StreamBook.Trying;
using SuiteRow = StreamBook.Trying.SuiteRow;

namespace StreamBook.Cli.Lint;

/// <summary>`book try`: somebody's configuration of nginx in the lab, streams through it, and what mends it.</summary>
internal static partial class TryCommand
{
    private static readonly CommandLine.ExitCodesText _exitCodes = new("Exit codes: 0 all came through, 1 something is broken, 2 wrong usage, or a configuration of which nothing can be said, 3 undecided: nothing came to the backend.");

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "nginx.conf, the file of a site, a fragment, or what `nginx -T` wrote." };
        file.Validators.Add(CommandLine.CheckNames);
        var location = new Option<string?>("--location") { Description = "A path that the location takes; unless told the first that streams seem to come to.", HelpName = "PATH" };
        var server = new Option<string?>("--server") { Description = "A server_name, where several servers could be meant.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Write the result as one JSON object; docs/try.schema.json says how." };
        CommandLine.RefuseEmpty(location, "--location: write a path, such as /events.");
        CommandLine.RefuseEmpty(server, "--server: write a name.");
        var command = new Command("try", "Runs your configuration of nginx in the lab, sends streams and a WebSocket through one location, and says what is broken, by which line, and what mends it.") { file, location, server, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(location), parsed.GetValue(server), parsed.GetValue(json), cancellationToken));
        return CommandLine.WithExamples(command, _exitCodes, "book try /etc/nginx/nginx.conf --server chat.example --location /api/chat", "book try site.conf", "book try site.conf --json");
    }

    private static async Task<int> RunAsync(string file, string? path, string? server, bool isJson, CancellationToken cancellationToken)
    {
        var (site, target) = Read(file, path, server);
        TryText.WriteProgress("Starting nginx and a backend ...");
        await using var lab = await Lab.StartAsync(new() { Configuration = Recipe.Bare, Host = LabHost.Processes }, cancellationToken);
        var port = NginxPort.Free();
        var backend = lab.Backend.Url.Authority;
        var nginx = new NginxBuild(lab.Nginx.Version, "");
        var transplant = Transplant.Of(site, target.Location, port, backend, nginx);
        try
        {
            await lab.Nginx.UseAsync(transplant.Configuration, cancellationToken);
        }
        catch (NginxConfigurationException e)
        {
            throw new UsageException($"{Place(site, e)}nginx {lab.Nginx.Version} of this machine does not take it: {e.Reason}\nNo verdict.", e);
        }

        var suite = new StreamSuite(lab, port, target, row => TryText.WriteProgress($"tried: {row.Name}"));
        if (!isJson)
            TryText.WriteHead(target, lab.Nginx.Version, transplant, site.Notes);
        var rows = await suite.RunAsync(cancellationToken);
        var broken = rows.Where(row => row.Passed == false).ToArray();
        if (!isJson)
            TryText.WriteRows(rows);
        if (rows.All(row => row.Passed is null))
            await Console.Error.WriteLineAsync("Undecided: nothing that was sent came to the backend.");
        var causes = CausesOf(broken, site, target, lab.Nginx.Version);
        if (!isJson && broken.Length > 0)
            TryText.WriteCauses(broken, causes);
        var change = broken.Length == 0 ? null : await MendAsync();
        if (isJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(TryResult.Of(target, lab.Nginx.Version, transplant.Differences.Concat(site.Notes), rows, causes, change), InspectResult.Options));
        else if (change is not null)
            TryText.WriteChange(change);
        return broken.Length > 0 ? CommandLine.Failed : rows.All(row => row.Passed is null) ? InspectVerdict.Undecided : CommandLine.Ok;

        async Task<TryChange?> MendAsync()
        {
            if (Mending.For(target.Location, broken) is not { } change)
                return null;
            TryText.WriteProgress("And now with a change of it:");
            var mended = Mending.Apply(site, target.Location, change);
            var again = TryTarget.Find(mended, path ?? target.Path, server);
            await lab.Nginx.UseAsync(Transplant.Of(mended, again.Location, port, backend, nginx).Configuration, cancellationToken);
            return TryChange.Of(target.Location, change, broken, await suite.RunAsync(cancellationToken));
        }
    }

    // Of this location, and of what it breaks.
    private static LintFinding[] CausesOf(SuiteRow[] broken, Site site, TryTarget target, Version nginx) => broken.Length == 0 ? [] :
    [
        .. LintReport.Of(site, nginx, [target.Path]).Findings
            .Where(finding => finding.Location is null || finding.Location.Split(", ").Contains(target.Location.Name))
            .Where(finding => broken.Any(row => row.Causes.Contains(finding.Kind.Id))),
    ];

    private static (Site Site, TryTarget Target) Read(string file, string? path, string? server)
    {
        try
        {
            var site = SiteReader.Read(file);
            if (site.Problems is [var first, ..])
                throw new UsageException(string.Concat(site.Problems.Select(problem => $"{problem.Place}: include {problem.Pattern}: {(problem.IsLoop ? "comes back to a file that is being read" : "no such file here")}.\n")) + "No verdict: what is included there may change everything. The output of `nginx -T` has all files.");
            return (site, TryTarget.Find(site, path, server));
        }
        catch (SiteException e)
        {
            throw new UsageException(e.Message, e);
        }
    }

    // nginx names a line of the text that it was given; the word that it quotes leads to the person's own.
    private static string Place(Site site, NginxConfigurationException refusal) =>
        Quoted().Matches(refusal.Reason).Select(word => Find(site.Main, word.Groups[1].Value)).FirstOrDefault(found => found is not null) is { } directive ? $"{directive.Place}: " : "";

    private static SiteDirective? Find(SiteDirective within, string word) => (within.Block ?? [])
        .Select(directive => directive.Name == word || directive.Arguments.Contains(word) ? Find(directive, word) ?? directive : Find(directive, word)).FirstOrDefault(found => found is not null);

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();
}
