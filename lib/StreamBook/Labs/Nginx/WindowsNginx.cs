using StreamBook.Programs;

namespace StreamBook.Labs.Nginx;

/// <summary>nginx on Windows, which has no shell that could guard it: it ends with the lab, but stays when our process is killed.</summary>
internal sealed class WindowsNginx : NginxProcess
{
    private readonly bool _keepFiles;
    private ChildProcess? _process;

    private WindowsNginx(NginxProgram program, string folder, bool keepFiles)
        : base(program, folder) => _keepFiles = keepFiles;

    public override Task<string> Ended => EndedAsync();

    public override string Output => _process?.Output ?? "";

    public static WindowsNginx Prepare(NginxProgram program, string folder, bool keepFiles)
    {
        Directory.CreateDirectory(folder);
        return new(program, folder, keepFiles);
    }

    public override Task<string?> StartAsync(int port, CancellationToken cancellationToken)
    {
        _process = ChildProcess.Start(Program.Path, Arguments(Program, Folder));
        return Task.FromResult<string?>(null);
    }

    public override Task ReloadAsync() => SignalAsync("reload");

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (_process is { Exited.IsCompleted: false })
                await SignalAsync("stop");
        }
        finally
        {
            if (_process is not null)
                await _process.DisposeAsync();
            if (!_keepFiles && Directory.Exists(Folder))
                Directory.Delete(Folder, recursive: true);
        }
    }

    private Task<(int ExitCode, string Answer)> SignalAsync(string signal) => Program.RunAsync([.. Arguments(Program, Folder), "-s", signal], CancellationToken.None);

    private async Task<string> EndedAsync() => _process is null ? "nginx was not started." : $"nginx ended with exit code {await _process.Exited}.";
}
