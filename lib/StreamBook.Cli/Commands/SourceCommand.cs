using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using StreamBook.Cli.Inspect;

namespace StreamBook.Cli.Commands;

/// <summary>`book source`: plays the source of streams behind the user's own proxies, until Ctrl-C.</summary>
internal static class SourceCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "The port it listens on; a free one unless told.", HelpName = "NUMBER", CustomParser = CommandLine.Port };
        var address = new Option<IPAddress>("--address")
        {
            Description = "The address of this machine that it listens at: 127.0.0.1 unless told, 0.0.0.0 for all. Anybody who reaches it can ask it.",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = Address,
        };
        var command = new Command("source", "Plays the source of streams behind your own proxies: each event carries when it was sent, so that `book inspect` judges the road by order, through any number of hops.") { port, address };
        command.SetAction((parsed, cancellationToken) => RunAsync(new(parsed.GetValue(address)!, parsed.GetValue(port)), cancellationToken));
        return CommandLine.WithExamples(command, "book source --port 9000", "book source --address 0.0.0.0 --port 9000", "book inspect --suite https://your-proxy.example/path/");
    }

    private static IPAddress Address(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (IPAddress.TryParse(text, out var address))
            return address;
        result.AddError($"--address {text}: not an address; write 127.0.0.1, 0.0.0.0 or another of this machine.");
        return IPAddress.None;
    }

    private static async Task<int> RunAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        await using var source = await BackendServer.StartAtAsync(endPoint, cancellationToken);
        Console.Out.WriteLine($"""
            The source listens at {source.Url}, {Reach(endPoint.Address)}

            Let your proxy forward to it, and ask for all of it through the proxy:
              book inspect --suite URL-OF-YOUR-PROXY

            Or for one stream; what a cross in the table would mean stands beside it:
            """);
        foreach (var stream in SuiteStream.All(TimeSpan.FromSeconds(65)))
            Console.Out.WriteLine($"  {stream.Name,-18} {stream.PathAndQuery,-66} the road {stream.Tries}");
        Console.Out.WriteLine("\nCtrl-C ends it.");
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return CommandLine.Ok;
    }

    private static string Reach(IPAddress address) => IPAddress.IsLoopback(address)
        ? "for this machine alone."
        : "for everybody who can reach this machine there: it answers all who ask, and shows them what others asked (/log).";
}
