using System.Net.Sockets;
using System.Text;

namespace StreamBook.Tests;

/// <summary>A request whose body comes bit by bit, and another one after its first bit: which of them the backend sees first is told by order.</summary>
internal static class SlowUpload
{
    private static int _count;

    /// <summary>Whether a request that was sent later reaches the backend first.</summary>
    public static async Task<bool> IsOvertakenAsync(LintLab lab, NginxServer nginx)
    {
        var id = Interlocked.Increment(ref _count);
        using var client = new TcpClient();
        await client.ConnectAsync(nginx.Url.Host, nginx.Url.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /raw?interval={id} HTTP/1.1\r\nHost: slow\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n"));
        // What nginx sends on at once may still be on its way when the next one is answered, but not when twenty have been, one after the other.
        for (var i = 0; i < 20; i++)
            await nginx.CaptureAsync($"/clock?count=1&interval={id}");
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
        await stream.CopyToAsync(Stream.Null);
        var log = await lab.Lab.Backend.GetLogAsync();
        return log.Single(request => request.Target == $"/raw?interval={id}").Id > log.Last(request => request.Target == $"/clock?count=1&interval={id}").Id;
    }
}
