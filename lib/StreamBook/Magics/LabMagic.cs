namespace StreamBook.Magics;

/// <summary><c>#!lab</c>: the lab of a notebook by words instead of C#.</summary>
internal static class LabMagic
{
    private const string Help = """
        #!lab start     starts a lab: a backend, and nginx in front of it
          --recipe NAME     the configuration of nginx; recommended unless told
          --nginx VERSION   such as 1.30; another one than this machine's comes in a container
          --host PLACE      processes or containers
        #!lab status    shows the lab; so does #!lab alone
        #!lab logs      what its servers have written
        #!lab stop      ends it
        #!lab version   which nginx and which .NET
        In C# it is Lab.Latest.
        """;

    /// <summary>The lab that is open, whether a magic command or C# has opened it.</summary>
    /// <exception cref="MagicException">There is none.</exception>
    public static Lab Open => Lab.Latest ?? throw new MagicException("No lab is open. #!lab start opens one, and so does `await Lab.StartAsync()` in C#.");

    /// <summary>Does what the words say.</summary>
    /// <returns>What to show.</returns>
    /// <exception cref="MagicException">The words say nothing that can be done.</exception>
    public static async Task<object> RunAsync(string[] words, CancellationToken cancellationToken)
    {
        if (words is ["--help" or "-h" or "-?" or "help", ..] or [_, "--help" or "-h" or "-?"])
            return Help;
        switch (words)
        {
            case ["start", .. var options]:
                return await StartAsync(options, cancellationToken);
            case [] or ["status"]:
                return Lab.Latest ?? (object)"No lab is open. #!lab start opens one.";
            case ["logs"]:
                return Open.Logs;
            case ["stop"]:
                var ended = Open;
                await ended.DisposeAsync();
                return $"Ended: {ended}";
            case ["version"]:
                return $".NET {Environment.Version}\n{(Lab.Latest is { } lab ? string.Join('\n', lab.NginxServers) : "nginx: no lab is open")}";
            default:
                throw new MagicException($"#!lab cannot do this: {string.Join(' ', words)}\n{Help}");
        }
    }

    private static async Task<Lab> StartAsync(string[] words, CancellationToken cancellationToken)
    {
        var options = new LabOptions();
        for (var index = 0; index < words.Length; index += 2)
        {
            var value = index + 1 < words.Length ? words[index + 1] : throw new MagicException($"{words[index]} wants a value behind it.\n{Help}");
            options = words[index] switch
            {
                "--recipe" => options with { Configuration = Find(value) },
                "--nginx" => options with { NginxVersions = [value] },
                "--host" when Enum.TryParse<LabHost>(value, ignoreCase: true, out var host) => options with { Host = host },
                "--host" => throw new MagicException($"--host {value}: processes or containers is meant."),
                var other => throw new MagicException($"#!lab start has no {other}.\n{Help}"),
            };
        }

        return Lab.Latest is { } open
            ? throw new MagicException($"A lab is open already: {open}\n#!lab stop ends it.")
            : await Lab.StartAsync(options, cancellationToken);
    }

    private static NginxConfiguration Find(string recipe)
    {
        try
        {
            return Recipe.Find(recipe).Configuration;
        }
        catch (ArgumentException exception)
        {
            throw new MagicException(exception.Message.Split(" (Parameter")[0]);
        }
    }
}
