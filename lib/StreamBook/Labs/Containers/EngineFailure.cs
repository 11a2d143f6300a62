using System.Text.RegularExpressions;

namespace StreamBook.Labs.Containers;

/// <summary>Turns what an engine answers into an exception that names the thing and the way out.</summary>
internal static partial class EngineFailure
{
    /// <summary>The other way, in the words of whoever typed a command and of whoever wrote a cell.</summary>
    public const string OrProcesses = "or run the lab as processes (--host processes, LabHost.Processes)";

    private const int KeptLineCount = 15;
    private const int ReasonLineCount = 5;

    /// <param name="attempt">What was tried, one sentence.</param>
    /// <param name="answer">What the engine, or the way to it, said.</param>
    /// <param name="innerException">The cause, if an exception told of it.</param>
    public static LabException From(string attempt, string answer, Exception? innerException = null)
    {
        var said = answer.Trim() is { Length: > 0 } text ? text : "The engine gave no reason.";
        var last = string.Join('\n', said.Split('\n').TakeLast(KeptLineCount));
        // The reason stands at the end; a long log may hold any words before.
        return Advice(string.Join('\n', said.Split('\n').TakeLast(ReasonLineCount))) is (var reason, { } advice)
            ? new($"{attempt[..^1]}: {reason}.", last, advice, innerException)
            : new(attempt, last, "`docker info` and `docker ps -a` show how the engine is.", innerException);
    }

    /// <summary>Whether a container could not start because somebody else has its port.</summary>
    public static bool IsPortTaken(LabException failure) => PortTaken().IsMatch(failure.Observation);

    private static (string Reason, string Advice)? Advice(string answer) =>
        NoPermission().IsMatch(answer) ? ("you may not use the engine's socket", $"Let your user use it (`sudo usermod -aG docker $USER`, then log in again), {OrProcesses}.")
        : NotRunning().IsMatch(answer) ? ("the container engine is not running", $"Start it (`sudo systemctl start docker`, or Docker Desktop), {OrProcesses}.")
        : PortTaken().IsMatch(answer) ? ("the port is taken", "End what listens there (`ss -ltnp` shows it), or choose another port.")
        : CannotPull().IsMatch(answer) ? ("an image cannot be pulled", "Check its name and the way to the registry; without one, docker/offline-images makes the base images.")
        : null;

    [GeneratedRegex("permission denied.*(?:connect|socket|dial)|(?:connect|socket|dial).*permission denied", RegexOptions.IgnoreCase)]
    private static partial Regex NoPermission();

    [GeneratedRegex("cannot connect to the docker daemon|is the docker daemon running|unable to connect to podman|error during connect|dial unix.*(?:no such file|refused)", RegexOptions.IgnoreCase)]
    private static partial Regex NotRunning();

    [GeneratedRegex("port is already allocated|address already in use|ports are not available", RegexOptions.IgnoreCase)]
    private static partial Regex PortTaken();

    [GeneratedRegex("pull access denied|manifest (?:for .* )?(?:unknown|not found)|failed to resolve|no such host|/v2/|error pulling|initializing source|short-name|unable to find image|TLS handshake|no such image", RegexOptions.IgnoreCase)]
    private static partial Regex CannotPull();
}
