using StreamBook.Timing;

namespace StreamBook;

/// <summary>A client with any number of event streams open at the same time. It reads none of them, and leaves all when it is disposed.</summary>
public sealed class OpenStreams : IDisposable
{
    // Without the drain timeout a response that is disposed is read on for up to 2 s, and its connection stays open.
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ResponseDrainTimeout = TimeSpan.Zero })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly List<HttpResponseMessage> _open = [];

    /// <summary>How many streams were opened with a status of 2xx. One that its server has ended meanwhile still counts.</summary>
    public int Count => _open.Count;

    /// <summary>Opens one more stream and returns when its header section has arrived. Over HTTP/1.1 it takes a connection of its own, over HTTP/2 all share one.</summary>
    /// <param name="uri">What to request, http or https.</param>
    /// <param name="options">The request: its version, method, headers and body, and the deadline for the answer. What is said of the body of the answer is ignored.</param>
    /// <param name="cancellationToken">Gives up and throws.</param>
    /// <returns>The HTTP status code; null if no answer came.</returns>
    public async Task<int?> OpenAsync(Uri uri, CaptureOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        using var request = EventStreamCapture.CreateRequest(uri, options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Deadline);
        try
        {
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.IsSuccessStatusCode)
                _open.Add(response);
            else
                response.Dispose();
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Leaves all streams at once.</summary>
    public void Dispose()
    {
        foreach (var response in _open)
            response.Dispose();
        _client.Dispose();
    }
}
