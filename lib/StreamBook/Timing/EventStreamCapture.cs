using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Sockets;
using StreamBook.Sse;
using StreamBook.Wording;

namespace StreamBook.Timing;

internal static class EventStreamCapture
{
    /// <summary>On a connection of its own.</summary>
    public static async Task<Capture> RunAsync(Uri uri, CaptureOptions options, CancellationToken cancellationToken)
    {
        using var clock = new RequestClock();
        using var client = new HttpClient(clock.CreateHandler(options)) { Timeout = Timeout.InfiniteTimeSpan };
        return await RunAsync(client, clock, uri, options, cancellationToken);
    }

    /// <summary>Through somebody's client: connecting, where it has to, counts as the server's time.</summary>
    public static async Task<Capture> RunAsync(HttpClient client, Uri uri, CaptureOptions options, CancellationToken cancellationToken)
    {
        using var clock = new RequestClock();
        return await RunAsync(client, clock, uri, options, cancellationToken);
    }

    private static async Task<Capture> RunAsync(HttpClient client, RequestClock clock, Uri uri, CaptureOptions options, CancellationToken cancellationToken)
    {
        using var request = CreateRequest(uri, options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, options.Leave);
        limit.CancelAfter(options.Deadline);

        var capture = new Capture { Name = options.Name ?? $"{uri.Authority} {uri.AbsolutePath}", Uri = uri, Method = request.Method.Method, EndOffset = default };
        var reads = ImmutableArray.CreateBuilder<ArrivedBytes>();
        var events = ImmutableArray.CreateBuilder<ArrivedEvent>();
        string? failure = null;
        var ending = CaptureEnding.Ended;
        ContentCodings? codings = null;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            capture = capture with
            {
                HeadersOffset = clock.Now,
                Status = (int)response.StatusCode,
                HttpVersion = response.Version,
                Headers = [.. Lines(response.Headers), .. Lines(response.Content.Headers)],
            };
            options.Watch?.OnAnswer(capture);
            if (!response.IsSuccessStatusCode)
                failure = $"{(int)response.StatusCode} {response.ReasonPhrase}";
            var decoder = response.Content.Headers.ContentType?.MediaType?.Equals(EventStream.MediaType, StringComparison.OrdinalIgnoreCase) is true ? new EventStreamDecoder() : null;
            codings = ContentCodings.Of(response.Content);
            if (codings.Unknown is { } unknown)
                (ending, failure) = (CaptureEnding.Unreadable, failure ?? $"the body was not read: {unknown} (Content-Encoding: {codings}) cannot be decoded, gzip, deflate and br can. Ask with the header Accept-Encoding: identity.");
            else
                await ReadAsync(await codings.DecodeAsync(await response.Content.ReadAsStreamAsync(limit.Token), limit.Token), decoder);
        }
        catch (OperationCanceledException) when (options.Leave.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Left before anything came: that was too long to wait.
            ending = reads.Count == 0 ? CaptureEnding.Deadline : CaptureEnding.Left;
            failure ??= reads.Count > 0 ? null : $"{(capture.Status is null ? "no answer" : "nothing of the body")} came until the client left, after {Words.OfDuration(clock.Now)}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            (ending, failure) = (CaptureEnding.Deadline, Words.Invariant($"still open at the deadline of {options.Deadline.TotalSeconds:0.#} s"));
        }
        catch (HttpRequestException e)
        {
            (ending, failure) = (CaptureEnding.NoAnswer, NoAnswer(e));
            capture = capture with { Refusal = e.HttpRequestError };
        }
        catch (IOException e)
        {
            (ending, failure) = (IsReset(e) ? CaptureEnding.Reset : CaptureEnding.CutOff, $"the body was cut off: {e.Message}");
        }
        catch (Exception e) when (codings is not null && codings.IsRefutedBy(e))
        {
            (ending, failure) = (CaptureEnding.Unreadable, $"the body is not the {codings} that it says it is");
        }
        catch (EventTooLargeException e)
        {
            (ending, failure) = (CaptureEnding.Unreadable, e.Message);
        }

        if (ending is CaptureEnding.Ended && events.Count == options.StopAfter)
            ending = CaptureEnding.Left;
        return clock.Complete(capture with
        {
            Reads = reads.DrainToImmutable(),
            Events = events.DrainToImmutable(),
            EndOffset = clock.Now,
            Ending = ending,
            Failure = failure,
        });

        async Task ReadAsync(Stream body, EventStreamDecoder? decoder)
        {
            var reader = new BodyReader(body, clock, limit.Token);
            while (events.Count != options.StopAfter && await reader.ReadAsync() is { } read)
            {
                reads.Add(read);
                Decode(read, decoder);
            }
        }

        void Decode(ArrivedBytes read, EventStreamDecoder? decoder)
        {
            var before = events.Count;
            var rest = read.Bytes.AsSpan();
            while (decoder is not null && events.Count != options.StopAfter && decoder.TryRead(ref rest, out var dispatched))
                events.Add(new(read.Offset, null, dispatched));
            if (options.Watch is null)
                return;
            var ended = new ArrivedEvent[events.Count - before];
            events.CopyTo(before, ended, 0, ended.Length);
            options.Watch.OnRead(read, ended);
        }
    }

    /// <summary>What the system said of a connection or an answer that did not come about; of TLS, the reason within.</summary>
    public static string NoAnswer(HttpRequestException e) =>
        $"no answer: {(e.HttpRequestError is HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError ? e.GetBaseException().Message : e.Message)}";

    public static HttpRequestMessage CreateRequest(Uri uri, CaptureOptions options)
    {
        var request = new HttpRequestMessage(options.Method ?? (options.Body is null ? HttpMethod.Get : HttpMethod.Post), uri)
        {
            Version = options.HttpVersion,
            VersionPolicy = options.TakesLowerVersion ? HttpVersionPolicy.RequestVersionOrLower : HttpVersionPolicy.RequestVersionExact,
        };
        if (options.Body is not null)
            request.Content = new StringContent(options.Body, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in options.Headers)
        {
            if (request.Headers.TryAddWithoutValidation(name, value))
                continue;
            request.Content ??= new ByteArrayContent([]);
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>Whether the peer broke off, with a reset of TCP or of a stream of HTTP/2, rather than closed.</summary>
    public static bool IsReset(Exception? failure) => failure switch
    {
        null => false,
        SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted } or HttpProtocolException => true,
        _ => IsReset(failure.InnerException),
    };

    private static IEnumerable<HeaderLine> Lines(HttpHeaders headers) =>
        headers.NonValidated.SelectMany(header => header.Value, (header, value) => new HeaderLine(header.Key, value));
}
