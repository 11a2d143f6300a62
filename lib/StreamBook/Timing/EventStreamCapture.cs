using System.Collections.Immutable;
using System.Net.Http.Headers;
using StreamBook.Sse;

namespace StreamBook.Timing;

internal static class EventStreamCapture
{
    public static async Task<Capture> RunAsync(Uri uri, CaptureOptions options, CancellationToken cancellationToken)
    {
        using var clock = new RequestClock();
        using var client = new HttpClient(clock.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = CreateRequest(uri, options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Deadline);

        var capture = new Capture { Name = options.Name ?? $"{uri.Authority} {uri.AbsolutePath}", Uri = uri, EndOffset = default };
        var reads = ImmutableArray.CreateBuilder<ArrivedBytes>();
        var events = ImmutableArray.CreateBuilder<ArrivedEvent>();
        string? failure = null;
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
            if (!response.IsSuccessStatusCode)
                failure = $"{(int)response.StatusCode} {response.ReasonPhrase}";
            var decoder = response.Content.Headers.ContentType?.MediaType?.Equals(EventStream.MediaType, StringComparison.OrdinalIgnoreCase) is true ? new EventStreamDecoder() : null;
            codings = ContentCodings.Of(response.Content);
            if (codings.Unknown is { } unknown)
                failure ??= $"the body was not read: {unknown} (Content-Encoding: {codings}) cannot be decoded, gzip, deflate and br can. Ask with the header Accept-Encoding: identity.";
            else
                await ReadAsync(await codings.DecodeAsync(await response.Content.ReadAsStreamAsync(limit.Token), limit.Token), decoder);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = $"still open at the deadline of {options.Deadline.TotalSeconds:0.#} s";
        }
        catch (HttpRequestException e)
        {
            failure = $"no answer: {e.Message}";
        }
        catch (IOException e)
        {
            failure = $"the body was cut off: {e.Message}";
        }
        catch (Exception e) when (codings is not null && codings.IsRefutedBy(e))
        {
            failure = $"the body is not the {codings} that it says it is";
        }
        catch (EventTooLargeException e)
        {
            failure = e.Message;
        }

        return clock.Complete(capture with
        {
            Reads = reads.DrainToImmutable(),
            Events = events.DrainToImmutable(),
            EndOffset = clock.Now,
            Failure = failure,
        });

        async Task ReadAsync(Stream body, EventStreamDecoder? decoder)
        {
            var reader = new BodyReader(body, clock, limit.Token);
            while (events.Count != options.StopAfter && await reader.ReadAsync() is { } read)
            {
                reads.Add(read);
                var rest = read.Bytes.AsSpan();
                while (decoder is not null && events.Count != options.StopAfter && decoder.TryRead(ref rest, out var dispatched))
                    events.Add(new(read.Offset, null, dispatched));
            }
        }
    }

    public static HttpRequestMessage CreateRequest(Uri uri, CaptureOptions options)
    {
        var request = new HttpRequestMessage(options.Method ?? (options.Body is null ? HttpMethod.Get : HttpMethod.Post), uri)
        {
            Version = options.HttpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
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

    private static IEnumerable<HeaderLine> Lines(HttpHeaders headers) =>
        headers.NonValidated.SelectMany(header => header.Value, (header, value) => new HeaderLine(header.Key, value));
}
