using System.CommandLine;
using Spectre.Console;

namespace StreamBook.Cli.Commands;

/// <summary>`book doctor`: what was found here, what each missing thing would add, and how to get it.</summary>
internal static class DoctorCommand
{
    private static readonly Tool[] _tools =
    [
        new(".NET SDK", "builds the book", ["dotnet"], ["--version"], "https://dot.net/download", "brew install dotnet", "winget install Microsoft.DotNet.SDK.10") { IsRequired = true },
        new("nginx", "is what the experiments are made on", ["nginx"], ["-v"], "nginx", "brew install nginx", "winget install nginxinc.nginx") { IsRequired = true },
        new("Container engine", "runs the same labs in containers", ["docker", "podman"], ["version", "--format", "{{.Server.Version}}"], "docker.io", "brew install --cask docker", "winget install Docker.DockerDesktop"),
        new("Browser", "runs the scripts that notebooks try in a page", [], [], "", "", "") { Find = FindBrowserAsync, HowToGet = BrowserProgram.InstallCommand },
        new("Visual Studio Code", "opens the notebooks to work in", ["code", "codium"], [], "https://code.visualstudio.com/download", "brew install --cask visual-studio-code", "winget install Microsoft.VisualStudioCode"),
        new("Jupyter", "opens the notebooks in a browser", ["jupyter-lab", "jupyter-notebook", "jupyter"], [], "jupyter", "brew install jupyterlab", "py -m pip install jupyterlab"),
    ];

    public static Command Create()
    {
        var command = new Command("doctor", "Says what was found on this machine, and what each missing thing would add.");
        command.SetAction((_, ct) => RunAsync(ct));
        return CommandLine.WithExamples(command, "book doctor");
    }

    private static async Task<int> RunAsync(CancellationToken ct)
    {
        var found = await Task.WhenAll(_tools.Select(tool => tool.FindAsync(ct)));
        Screen.WriteTable(["What", "Found", "Where"], _tools.Zip(found, (tool, finding) => new[]
        {
            tool.Name,
            $"[{(finding.Works ? "green" : tool.IsRequired ? "red" : "yellow")}]{finding.Answer.EscapeMarkup()}[/]",
            (finding.Path ?? "").EscapeMarkup(),
        }));
        foreach (var (tool, finding) in _tools.Zip(found).Where(pair => !pair.Second.Works))
        {
            var how = finding.Path is null ? $"To get it: {tool.HowToGet}" : "It is installed, but has to be made to work.";
            Console.Out.WriteLine($"\n{tool.Name}{(tool.IsRequired ? " (needed)" : "")}: {tool.Adds}. {how}");
        }

        return _tools.Zip(found).Any(pair => pair.First.IsRequired && !pair.Second.Works) ? CommandLine.Failed : CommandLine.Ok;
    }

    private static async Task<Finding> FindBrowserAsync(CancellationToken ct)
    {
        try
        {
            var browser = await BrowserProgram.FindAsync(ct);
            return new(browser.Path, browser.Version, true);
        }
        catch (LabException e)
        {
            return new(null, $"not found: {e.Observation}", false);
        }
    }
}
