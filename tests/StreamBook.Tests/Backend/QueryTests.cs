using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace StreamBook.Tests;

[Collection(BackendCollection.Name)]
public partial class QueryTests(BackendFixture fixture)
{
    private static readonly string[] _values =
    [
        "", "x", "-1", "0", "1", "1.5", "2147483647", "99999999999999999999", "%00", "%01", "%0A", "%0D%0Ax:%20y", "%09", "%7F", "%80", "%C3%A9", "%F0%9F%98%80", "%ED%A0%80", "%", "+", "text/%C3%A9", "no", "yes", "close", "origin", "*",
    ];

    private readonly BackendServer _backend = fixture.Server;

    [FullLane, Fact]
    public async Task No_value_of_a_parameter_is_a_fault_of_the_backend()
    {
        var faults = new List<string>();
        var endpoints = Endpoints(await _backend.GetTextAsync("/")).ToArray();
        endpoints.Length.ShouldBeGreaterThan(15);
        endpoints.Sum(endpoint => endpoint.Parameters.Count).ShouldBeGreaterThan(50);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero });
        foreach (var (path, parameters) in endpoints)
        {
            // One that nobody knows, too.
            foreach (var query in parameters.Append("other").SelectMany(name => _values, (name, value) => $"{name}={value}"))
            {
                var target = new Uri($"{_backend.Url.GetLeftPart(UriPartial.Authority)}{path}?{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
                using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                if (await StatusAsync(client, target, deadline.Token) is HttpStatusCode.InternalServerError)
                    faults.Add($"{path}?{query}");
            }
        }

        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/answer?type=text/%C3%A9", "type becomes a header, which holds printable ASCII only; 'text/é' has other characters.\n")]
    [InlineData("/answer?headers=%01", "headers becomes a header, which holds printable ASCII only; '\u0001' has other characters.\n")]
    public async Task What_cannot_stand_in_a_header_is_told(string target, string message)
    {
        var answer = await _backend.CaptureAsync(target);
        (answer.Status, answer.Text).ShouldBe((400, message));
    }

    [Fact]
    public async Task An_origin_that_cannot_be_sent_back_is_told()
    {
        var answer = await RawConnection.ExchangeAsync(_backend.Url, "GET /answer?allow=origin HTTP/1.1\nHost: a\nOrigin: http://\u00E9\nConnection: close\n\n");
        answer.ShouldStartWith("HTTP/1.1 400 ");
    }

    [Fact]
    public async Task A_body_that_names_a_member_twice_is_told()
    {
        var answer = await _backend.CaptureAsync("/v1/chat/completions", new() { Body = """{"model":"a","model":"b"}""" });
        answer.Status.ShouldBe(400);
        answer.Text.ShouldStartWith("The body must be a JSON object: ");
    }

    /// <summary>Each endpoint with its parameters, as the manual lists them.</summary>
    private static IEnumerable<(string Path, List<string> Parameters)> Endpoints(string manual)
    {
        List<(string Path, List<string> Parameters)> last = [];
        foreach (var line in manual.Split('\n'))
        {
            if (line.StartsWith('/'))
            {
                List<string> parameters = [];
                last = [.. PathOf().Matches(line.Split("  ")[0]).Select(path => (path.Value.Replace("{id}", "1"), parameters))];
                foreach (var endpoint in last)
                    yield return endpoint;
            }
            else if (ParameterOf().Match(line) is { Success: true } parameter)
            {
                last[0].Parameters.Add(parameter.Groups[1].Value);
            }
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, Uri uri, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (uri.AbsolutePath is "/v1/chat/completions" or "/v1/responses" or "/ticket")
        {
            request.Method = HttpMethod.Post;
            request.Content = new StringContent("""{"model":"a","stream":true}""", Encoding.UTF8);
        }
        else if (uri.AbsolutePath.StartsWith("/ws/", StringComparison.Ordinal))
        {
            request.Headers.Add("Upgrade", "websocket");
            request.Headers.Add("Connection", "Upgrade");
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", OpeningHandshake.CreateKey());
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode;
    }

    [GeneratedRegex(@"/[^\s,]*")]
    private static partial Regex PathOf();

    [GeneratedRegex(@"^  (\w+) ")]
    private static partial Regex ParameterOf();
}
