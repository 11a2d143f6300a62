using System.Text;
using StreamBook.Nginx;

namespace StreamBook.Labs.Nginx;

/// <summary>One nginx as a process of the user.</summary>
internal abstract class NginxProcess(NginxProgram program, string folder) : NginxInstance(program.Build, folder)
{
    /// <summary>The nginx of this machine.</summary>
    protected NginxProgram Program { get; } = program;

    /// <summary>Makes the folder. nginx starts in it when told.</summary>
    public static async Task<NginxProcess> PrepareAsync(NginxProgram program, LabOptions options, CancellationToken cancellationToken)
    {
        var folder = NewFolder();
        return OperatingSystem.IsWindows()
            ? WindowsNginx.Prepare(program, folder, options.KeepFiles)
            : await GuardedNginx.PrepareAsync(program, folder, options.KeepFiles, options.Deadline, cancellationToken);
    }

    public override NginxTemplate Template(int port, Uri upstream) =>
        new(Build, port, upstream, Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? Environment.UserName : null);

    public override string Read(string fileName, Encoding? encoding = null)
    {
        var path = Path.Combine(Folder, fileName);
        if (!File.Exists(path))
            return "";
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), encoding ?? Encoding.Latin1);
        return file.ReadToEnd();
    }

    public override async Task<string?> InstallAsync(string text, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Folder, CandidateFile);
        await File.WriteAllTextAsync(path, text, cancellationToken);
        string[] errors = Build.HasErrorLogOption ? ["-e", "stderr"] : [];
        var (exitCode, answer) = await Program.RunAsync(["-t", "-p", Folder, "-c", CandidateFile, .. errors], cancellationToken);
        if (exitCode != 0)
            return answer;
        File.Move(path, Path.Combine(Folder, ConfigurationFile), overwrite: true);
        return null;
    }

    public override bool FoundPortTaken(int port) =>
        Output.Contains($"bind() to 127.0.0.1:{port} failed", StringComparison.Ordinal);

    public override Task<ServerUsage> ReadUsageAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ProcessUsage.OfProcesses(Read("nginx.pid"), Read("error.log")));

    /// <summary>The command line behind the executable.</summary>
    protected static IEnumerable<string> Arguments(NginxProgram program, string folder) =>
        ["-p", folder, "-c", ConfigurationFile, .. program.Build.HasErrorLogOption ? ["-e", "error.log"] : Array.Empty<string>()];
}
