using System.CommandLine;

namespace StreamBook.Cli.Commands;

/// <summary>`book lab`: a lab to try things on with any client, until Ctrl-C.</summary>
internal static class LabCommand
{
    public static Command Create()
    {
        var recipe = new Option<string>("--recipe")
        {
            Description = $"The configuration of nginx: {string.Join(", ", Recipe.All.Select(known => known.Name))}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "recommended",
        };
        var port = new Option<int>("--port") { Description = "The port of nginx on 127.0.0.1; a free one unless told.", HelpName = "NUMBER", CustomParser = CommandLine.Port };
        var keep = new Option<bool>("--keep-files") { Description = "Leave nginx's folder, with its configuration and logs, after the end." };
        var host = CommandLine.HostOption();
        var nginx = CommandLine.NginxOption("The versions of nginx that run side by side, such as 1.28,1.30. Other versions than this machine's come in containers.");
        var command = new Command("lab", "Starts a backend with nginx in front of it, says where they are, and ends them at Ctrl-C.") { recipe, port, host, nginx, keep };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            Find(parsed.GetValue(recipe)!),
            new()
            {
                Port = parsed.GetValue(port),
                Host = parsed.GetValue(host),
                NginxVersions = [.. parsed.GetValue(nginx)!],
                KeepFiles = parsed.GetValue(keep),
            },
            cancellationToken));
        return CommandLine.WithExamples(command, "book lab", "book lab --recipe article --port 8080", "book lab --host containers --nginx 1.28,1.30");
    }

    private static Recipe Find(string name)
    {
        try
        {
            return Recipe.Find(name);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message.Split(" (Parameter", 2)[0], e);
        }
    }

    private static async Task<int> RunAsync(Recipe recipe, LabOptions options, CancellationToken cancellationToken)
    {
        await using var lab = await Lab.StartAsync(options with { Configuration = recipe.Configuration }, cancellationToken);
        Console.Out.WriteLine($"""
            {lab}

            # Recipe {recipe.Name}: {recipe.Summary}
            {lab.Nginx.Configuration}

            {(lab.Host is LabHost.Containers ? "" : $"The whole configuration: {Path.Combine(lab.Nginx.Folder, "nginx.conf")}\n")}What the backend answers: {lab.Backend.Url}

            In another terminal:
              curl -N "{new Uri(lab.Nginx.Url, "/clock?count=5")}"
              curl -sN "{new Uri(lab.Nginx.Url, "/clock?count=2")}" | book decode --explain
              curl -s "{new Uri(lab.Nginx.Url, "/request")}"

            Ctrl-C ends the lab.
            """);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return CommandLine.Ok;
    }
}
