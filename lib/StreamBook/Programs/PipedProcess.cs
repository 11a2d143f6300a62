using System.ComponentModel;
using System.Diagnostics;

namespace StreamBook.Programs;

/// <summary>
/// The one way this library starts a program. All three of its standard streams are pipes: its output must not reach
/// ours, which in a notebook's kernel carries the protocol.
/// </summary>
internal static class PipedProcess
{
    /// <summary>Starts a program.</summary>
    /// <param name="fileName">Its path, or a name found through <c>PATH</c>.</param>
    /// <param name="arguments">Its arguments, one each; nothing needs quoting.</param>
    /// <param name="advice">What to do where it cannot be started.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <exception cref="LabException">It cannot be started.</exception>
    public static Process Start(string fileName, IEnumerable<string> arguments, string advice, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new LabException($"{fileName} could not be started.", e.Message, advice, e);
        }
    }
}
