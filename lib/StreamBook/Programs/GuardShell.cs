using System.Diagnostics;
using System.Reflection;

namespace StreamBook.Programs;

/// <summary>Starts a shell script that outlives us: nobody waits for it, and no signal to us reaches it.</summary>
internal static class GuardShell
{
    /// <summary>Starts a script of this library; its <c>$1</c> is its process group, empty where it has none of its own, and the arguments follow.</summary>
    public static Process Start(string script, params IEnumerable<string> arguments)
    {
        string[] shell = ["/bin/sh", "-c", Text("Programs/launcher.sh"), "streambook-launcher", Text(script), .. arguments];
        string[] command = NginxProgram.OnPath("setsid") is { } setsid ? [setsid, .. shell] : shell;
        return PipedProcess.Start(command[0], command[1..], "A guard is a script of /bin/sh: is there one?");
    }

    private static string Text(string path)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(path)!);
        return reader.ReadToEnd();
    }
}
