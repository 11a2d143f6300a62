using System.Diagnostics;
using System.Text.Json;

namespace StreamBook.Bench;

/// <summary>The kernel alone, spoken to in its own protocol.</summary>
internal sealed class BareKernel : IDisposable
{
    private readonly Process _kernel;
    private int _token;

    private BareKernel(Process kernel) => _kernel = kernel;

    public static async Task<BareKernel> StartAsync(string folder)
    {
        var kernel = new BareKernel(BookCommand.Start(folder, "kernel"));
        await kernel.ReadUntilAsync("KernelReady");
        return kernel;
    }

    /// <summary>Runs code, until the kernel says that it has run.</summary>
    public async Task RunAsync(string code)
    {
        await _kernel.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { token = $"{++_token}", commandType = "SubmitCode", command = new { code } }));
        await _kernel.StandardInput.FlushAsync();
        await ReadUntilAsync("CommandSucceeded");
    }

    public void Dispose()
    {
        _kernel.Kill(entireProcessTree: true);
        _kernel.Dispose();
    }

    private async Task ReadUntilAsync(string type)
    {
        while (await _kernel.StandardOutput.ReadLineAsync() is { } line)
        {
            if (JsonElement.Parse(line).GetProperty("eventType").GetString() == type)
                return;
        }

        throw new InvalidOperationException(await _kernel.StandardError.ReadToEndAsync());
    }
}
