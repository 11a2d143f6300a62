namespace StreamBook.Exercises.Tasks;

/// <summary>Mistakes about nginx that more than one task can recognise.</summary>
internal static class NginxMisconceptions
{
    public static Misconception WebSocketLines { get; } = new(
        "an event stream needs the lines for WebSocket",
        "`Upgrade` and `Connection` ask to change the protocol. An event stream is an ordinary answer: they neither hold it nor let it flow.");

    public static Misconception TimeLimit { get; } = new(
        "a longer time limit lets a stream flow",
        "A `…_timeout` says when nginx gives up. It does not say when nginx passes on what it has.");

    public static Misconception TooMuch { get; } = new(
        "switch it off for all",
        "The stream flows, and something else that was there for a reason is gone. Change what concerns the stream, and leave the rest.");

    public static Misconception UpgradeAlways { get; } = new(
        "`Connection: upgrade` does no harm",
        "It goes out with every request, also with one that asks for no upgrade. A backend may refuse that, and the connection to it cannot be kept.");

    public static bool HasTimeLimit(NginxConfiguration configuration) =>
        configuration.Location.Concat(configuration.Server).Any(directive => directive.Name.EndsWith("_timeout", StringComparison.Ordinal));

    /// <summary>Whether a directive of one of these names stands anywhere.</summary>
    public static bool Has(NginxConfiguration configuration, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (configuration.Http.Concat(configuration.Server).Concat(configuration.Location).Any(directive => directive.Name == name))
                return true;
        }

        return false;
    }
}
