using System.Diagnostics;
using System.Text;
using StreamBook.Programs;

namespace StreamBook.Labs.Containers;

/// <summary>Runs the command line of a container engine.</summary>
/// <param name="path">The program: docker or podman.</param>
internal sealed class EngineCommand(string path)
{
    /// <summary>Runs it to its end and gives what it wrote to standard output.</summary>
    /// <param name="attempt">What is being tried, for the exception: "The network x could not be created.".</param>
    /// <param name="arguments">Its arguments, one each.</param>
    /// <param name="cancellationToken">Ends the command and gives up.</param>
    /// <exception cref="LabException">It ended with another code than 0.</exception>
    public async Task<string> AskAsync(string attempt, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output, error) = await RunAsync(arguments, null, cancellationToken);
        return exitCode == 0 ? output.Trim() : throw EngineFailure.From(attempt, error);
    }

    /// <summary>Like <see cref="AskAsync"/>, but once begun it is carried out: podman, which has no server, leaves a half-started container behind that it does not know of.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, before or meanwhile.</exception>
    public async Task<string> OrderAsync(string attempt, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await AskAsync(attempt, arguments, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return answer;
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(IEnumerable<string> arguments, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken)
    {
        var (output, error) = (new StringBuilder(), new StringBuilder());
        var exitCode = await FollowAsync(arguments, line => output.Append(line).Append('\n'), line => error.Append(line).Append('\n'), input, cancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs it to its end and hands over its lines as they come, one at a time.</summary>
    public async Task<int> FollowAsync(
        IEnumerable<string> arguments, Action<string> output, Action<string> error, ReadOnlyMemory<byte>? input, CancellationToken cancellationToken)
    {
        using var process = PipedProcess.Start(
            path, arguments, $"Install Docker or Podman ({InstallCommand.Engine}), {EngineFailure.OrProcesses}.",
            // Another builder than the engine's own would neither see its images nor leave the new one there.
            ("BUILDX_BUILDER", "default"));
        using var giveUp = cancellationToken.UnsafeRegister(static process => ((Process)process!).Kill(), process);
        var oneAtATime = new Lock();
        var lines = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, error));
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? default, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything, and its exit code and words say why.
        }

        await process.WaitForExitAsync(cancellationToken);
        await lines;
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode;

        async Task ReadAsync(StreamReader reader, Action<string> take)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                lock (oneAtATime)
                    take(line);
            }
        }
    }
}
