using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamBook.Bench;

/// <summary>The workbook as `book` serves it, let in as a browser is: by its address, a cookie and one event stream.</summary>
internal sealed partial class ServedWorkbook : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _left = new();
    private readonly Process _server;
    private readonly Uri _address;
    private readonly string _firstPage;
    private IAsyncEnumerator<ServerSentEvent>? _events;

    private ServedWorkbook(Process server, Uri address, HttpClient http, string firstPage) => (_server, _address, _http, _firstPage) = (server, address, http, firstPage);

    /// <summary>The memory of the server, in bytes.</summary>
    public long ByteCount => Refreshed(_server).WorkingSet64;

    /// <param name="folder">In which book.</param>
    /// <returns>Once its first page is here.</returns>
    public static async Task<ServedWorkbook> StartAsync(string folder)
    {
        var server = BookCommand.Start(folder, "--no-open");
        var said = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await server.StandardError.ReadToEndAsync());
        var address = new Uri(Address().Match(said).Value);
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return new(server, address, http, await http.GetStringAsync(address));
    }

    /// <summary>Runs a cell.</summary>
    /// <returns>The event that says what became of it.</returns>
    public async Task<string> RunAsync(string notebook, string cell)
    {
        if (_events is null)
        {
            var options = new EventSourceOptions { HttpClient = _http, LastEventId = LastEventId().Match(_firstPage).Groups[1].Value };
            _events = new EventSourceClient(new(_address, "/events"), options).ReadAsync(_left.Token).GetAsyncEnumerator();
        }

        using var command = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, $"/do/run/notebooks/{notebook}")) { Content = JsonContent.Create(new { cell }) };
        command.Headers.Add("X-StreamBook", "1");
        using (var answer = await _http.SendAsync(command))
            answer.EnsureSuccessStatusCode();
        while (await _events.MoveNextAsync())
        {
            var (type, data) = (_events.Current.Type, _events.Current.Data);
            if (type == "cell" && JsonElement.Parse(data).GetProperty("status").GetProperty("state").GetString() is "passed" or "failed")
                return data;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _http.Dispose();
        _left.Dispose();
    }

    private static Process Refreshed(Process process)
    {
        process.Refresh();
        return process;
    }

    [GeneratedRegex("http://\\S+")]
    private static partial Regex Address();

    [GeneratedRegex("name=\"last-event-id\" content=\"([^\"]+)\"")]
    private static partial Regex LastEventId();
}
