using System.CommandLine;
using Spectre.Console;
using StreamBook.Programs;

namespace StreamBook.Cli.Commands;

/// <summary>`book doctor`: what was found here, what each missing thing would add, and how to get it.</summary>
internal static class DoctorCommand
{
    private static readonly Tool[] _tools =
    [
        new("dotnet", ".NET SDK", "builds the book", ["dotnet"], ["--version"], InstallCommand.Sdk) { IsRequired = true },
        new("nginx", "nginx", "is what the experiments are made on", ["nginx"], ["-v"], InstallCommand.Nginx) { IsRequired = true },
        new("engine", "Container engine", "runs the same labs in containers", ["docker", "podman"], ["version", "--format", "{{.Server.Version}}"], InstallCommand.Engine),
        new("browser", "Browser", "runs the scripts that notebooks try in a page", [], [], InstallCommand.Browser) { Find = FindBrowserAsync },
        new("redis", "Redis", "stands between several backends in a notebook; a container engine can bring it too", ["redis-server", "valkey-server"], ["--version"], InstallCommand.Redis),
        new("code", "Visual Studio Code", "opens the notebooks to work in", ["code", "codium"], [], InstallCommand.Code),
        new("jupyter", "Jupyter", "opens the notebooks in a browser", ["jupyter-lab", "jupyter-notebook", "jupyter"], [], InstallCommand.Jupyter),
        new("dotnet-interactive", ".NET Interactive", "is the kernel of the notebooks in Jupyter", ["dotnet-interactive"], ["--version"], InstallCommand.DotnetInteractive),
    ];

    public static Command Create()
    {
        var names = new Argument<string[]>("PROGRAMS")
        {
            Description = $"Which to look for: {string.Join(", ", _tools.Select(tool => tool.Key))}; none means all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        names.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => Array.TrueForAll(_tools, tool => tool.Key != token.Value)))
                result.AddError($"{token.Value}: not a program the book looks for; those are {string.Join(", ", _tools.Select(tool => tool.Key))}.");
        });
        var command = new Command("doctor", "Says what was found on this machine, and what each missing thing would add.") { names };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(names)!, cancellationToken));
        return CommandLine.WithExamples(command, "book doctor", "book doctor nginx browser");
    }

    private static async Task<int> RunAsync(string[] names, CancellationToken cancellationToken)
    {
        var tools = names.Length == 0 ? _tools : Array.FindAll(_tools, tool => names.Contains(tool.Key));
        var found = await Task.WhenAll(tools.Select(tool => tool.FindAsync(cancellationToken)));
        Screen.WriteTable(["What", "Found", "Where"], tools.Zip(found, (tool, finding) => new[]
        {
            tool.Name,
            $"[{(finding.Works ? "green" : tool.IsRequired ? "red" : "yellow")}]{finding.Answer.EscapeMarkup()}[/]",
            (finding.Path ?? "").EscapeMarkup(),
        }));
        foreach (var (tool, finding) in tools.Zip(found).Where(pair => !pair.Second.Works))
        {
            var how = finding.Path is null ? $"To get it: {tool.HowToGet}" : "It is installed, but has to be made to work.";
            Console.Out.WriteLine($"\n{tool.Name}{(tool.IsRequired ? " (needed)" : "")}: {tool.Adds}. {how}");
        }

        if (Array.Exists(tools, tool => tool.Key == "code"))
        {
            foreach (var advice in ToolManifest.Advice(ToolManifest.UserFolders()))
                Console.Out.WriteLine($"\n{advice}");
        }

        return tools.Zip(found).Any(pair => pair.First.IsRequired && !pair.Second.Works) ? CommandLine.Failed : CommandLine.Ok;
    }

    private static async Task<Finding> FindBrowserAsync(CancellationToken cancellationToken)
    {
        try
        {
            var browser = await BrowserProgram.FindAsync(cancellationToken);
            return new(browser.Path, browser.Version, true);
        }
        catch (LabException e)
        {
            return new(null, $"not found: {e.Observation}", false);
        }
    }
}
