using System.Diagnostics;

namespace StreamBook.Programs;

/// <summary>Starts a shell script that outlives us: nobody waits for it, and no signal to us reaches it.</summary>
internal static class GuardShell
{
    // The guard is nobody's child: ending our process tree must not end it. In a session of its own, where there is
    // the means, no Ctrl+C reaches it, and a worker whose master was killed can still be found by its process group.
    private const string Launcher = """
        kill -s 0 -- "-$$" 2>/dev/null && group=$$ || group=
        guard=$1; shift
        exec 3<&0
        /bin/sh -c "$guard" streambook-guard "$group" "$@" <&3 3<&- &
        """;

    /// <summary>Starts a script; its <c>$1</c> is its process group, empty where it has none of its own, and the arguments follow.</summary>
    public static Process Start(string script, params IEnumerable<string> arguments)
    {
        string[] shell = ["/bin/sh", "-c", Launcher, "streambook-launcher", script, .. arguments];
        string[] command = NginxProgram.OnPath("setsid") is { } setsid ? [setsid, .. shell] : shell;
        // All three are pipes of their own: our standard output carries a protocol in a notebook's kernel.
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
