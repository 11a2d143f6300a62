using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;

namespace StreamBook.Bench;

/// <summary>Docker Compose, as a command of docker or as the program that it was before.</summary>
internal static class ComposeCommand
{
    private static readonly string[][] _known = [["docker", "compose"], ["docker-compose"]];

    /// <summary>The one that answers on this machine; null, and a line that says so, if there is none.</summary>
    public static string[]? Found { get; } = Find();

    /// <exception cref="CliWrap.Exceptions.CommandExecutionException">It failed; the message holds what it wrote.</exception>
    public static async Task RunAsync(params string[] arguments) => await Of(Found!, ["--file", "docker/compose.yaml", .. arguments]).ExecuteBufferedAsync();

    private static string[]? Find()
    {
        var found = _known.FirstOrDefault(Answers);
        if (found is null)
            Console.WriteLine("// Compose is left out: neither docker compose nor docker-compose answers here. On Debian: apt-get install docker-compose");
        return found;
    }

    private static bool Answers(string[] compose)
    {
        try
        {
            return Of(compose, "version").WithValidation(CommandResultValidation.None).ExecuteAsync().Task.GetAwaiter().GetResult().IsSuccess;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static Command Of(string[] compose, params string[] arguments) => CliWrap.Cli.Wrap(compose[0]).WithArguments([.. compose[1..], .. arguments]);
}
