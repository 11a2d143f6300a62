using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using StreamBook.Cli.Commands;
using StreamBook.Cli.Inspect;

namespace StreamBook.Cli.Tapping;

/// <summary>The options of `book inspect` that make it a tap.</summary>
internal sealed class TapOptions
{
    private readonly Option<IPEndPoint?> _listen = new("--listen")
    {
        Description = "Stand between a client and --to, on a port of this machine: each byte is passed on at once, both ways, and what is found is told when an answer has ended. 127.0.0.1 unless another address is named, as in 0.0.0.0:8080.",
        HelpName = "PORT",
        CustomParser = EndPoint,
    };

    private readonly Option<string?> _to = new("--to") { Description = "The server behind --listen, http or https.", HelpName = "URL" };

    public void AddTo(Command command)
    {
        command.Add(_listen);
        command.Add(_to);
    }

    /// <summary>Where to listen, and what is behind; null where no tap is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="others">The options that go with a tap.</param>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public (IPEndPoint Listen, Uri To)? Read(ParseResult parsed, params Option[] others)
    {
        var (listen, to) = (parsed.GetValue(_listen), parsed.GetValue(_to));
        if (listen is null)
            return to is null ? null : throw new UsageException("--to names what is behind --listen, which is missing.");
        if (to is null)
            throw new UsageException("--listen needs --to: the address of the server behind.");
        if (parsed.CommandResult.Children.OfType<ArgumentResult>().Any(result => result.Tokens.Count > 0))
            throw new UsageException("--listen asks for nothing by itself: the server stands after --to, and what is asked is the client's.");
        if (parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(result => !result.Implicit && !others.Append(_listen).Append(_to).Contains(result.Option)) is { } foreign)
            throw new UsageException($"{foreign.Option.Name} does not go with --listen: what is asked, and for how long, is the client's.");
        var (uri, _) = InspectRequest.Address(to);
        return uri is { Scheme: "http" or "https", PathAndQuery: "/" } ? (listen, uri)
            : throw new UsageException($"--to {to}: write http:// or https://, a host and a port alone; the path is the client's.");
    }

    private static IPEndPoint? EndPoint(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (ushort.TryParse(text, out var port))
            return new(IPAddress.Loopback, port);
        if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var endPoint))
            return endPoint;
        result.AddError($"--listen {text}: write a port, such as 8080, or an address and a port, such as 0.0.0.0:8080.");
        return null;
    }
}
