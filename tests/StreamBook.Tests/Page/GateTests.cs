using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using StreamBook.Cli.Document;
using StreamBook.Cli.Page.Server;

namespace StreamBook.Tests;

/// <summary>The server runs code: each way in that is not the learner's own page is tried, and refused.</summary>
public sealed class GateTests : IAsyncLifetime, IDisposable
{
    private readonly TempBook _book = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
    private WorkbookServer _server = null!;

    public async Task InitializeAsync()
    {
        _book.Notebook("01-first", "# First", "1");
        _server = await WorkbookServer.StartAsync(new Book(_book.Root), OpenWorkbook.FreePort(), SharedKernel.CommandLine, []);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _book.Dispose();
    }

    [Fact]
    public async Task The_address_lets_one_browser_in_once_and_leads_to_a_clean_address()
    {
        var address = _server.Gate.NewAddress();

        using var first = await _client.GetAsync(new Uri(address));
        using var second = await _client.GetAsync(new Uri(address));

        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        first.Headers.Location!.ToString().ShouldBe("/");
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith($"streambook-{_server.Port}=");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        second.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        second.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_that_was_guessed_or_that_is_no_longer_the_last_one_lets_nobody_in()
    {
        var old = _server.Gate.NewAddress();
        var now = _server.Gate.NewAddress();

        foreach (var address in new[] { old, now[..^1] + (now[^1] == '0' ? '1' : '0'), now[..^2], now.Split('?')[0] })
            (await StatusAsync(new(HttpMethod.Get, address))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(new(HttpMethod.Get, now))).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task No_endpoint_answers_without_the_cookie_a_foreign_origin_another_site_or_another_host()
    {
        var cookie = await EnterAsync();
        _server.Endpoints.Count().ShouldBeGreaterThan(25);
        foreach (var endpoint in _server.Endpoints)
        {
            var method = endpoint.Metadata.OfType<IHttpMethodMetadata>().Single().HttpMethods.Single();
            var path = Regex.Replace("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), @"\{\**(\w+)\}", match => match.Groups[1].Value == "name" ? "notebooks/01-first" : "x");
            (string Name, string? Value)[][] attacks =
            [
                [],
                [("Cookie", $"streambook-{_server.Port}=00")],
                [("Cookie", cookie), ("Origin", "https://evil.example")],
                [("Cookie", cookie), ("Origin", "null")],
                [("Cookie", cookie), ("Origin", "http://localhost:1")],
                [("Cookie", cookie), ("Sec-Fetch-Site", "cross-site")],
                [("Cookie", cookie), ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "no-cors")],
                [("Cookie", cookie), ("Host", "evil.example")],
                [("Cookie", cookie), ("Host", $"127.0.0.1:{_server.Port}")],
            ];
            foreach (var headers in attacks)
                (await StatusAsync(Request(method, path, [.. headers, (Gate.CommandHeader, "1")]))).ShouldBe(HttpStatusCode.Forbidden, $"{method} {path} {string.Join(", ", headers)}");
            if (method == "POST")
                (await StatusAsync(Request(method, path, ("Cookie", cookie)))).ShouldBe(HttpStatusCode.Forbidden, $"{path} without the header");
        }
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_asked_for_in_the_right_way_is_refused_too()
    {
        var cookie = await EnterAsync();

        (await StatusAsync(Request("GET", "/no/such/address"))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(Request("GET", "/no/such/address", ("Cookie", cookie)))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(Request("OPTIONS", "/do/run-all/notebooks/01-first", ("Cookie", cookie), ("Origin", "https://evil.example")))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(Request("GET", "/notebooks/../.streambook/record", ("Cookie", cookie)))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(Request("GET", "/notebooks/..%2f..%2fetc%2fpasswd", ("Cookie", cookie)))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(Request("GET", "/monaco/..%2f..%2fStreamBook.Cli.dll", ("Cookie", cookie)))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(Request("GET", "/", ("Cookie", cookie)))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_answer_says_that_nobody_may_frame_it_and_what_it_may_load()
    {
        using var answer = await _client.SendAsync(Request("GET", "/", ("Cookie", await EnterAsync())));

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("script-src");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public void It_listens_on_this_machine_alone()
    {
        var listeners = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == _server.Port).ToArray();

        listeners.ShouldNotBeEmpty();
        listeners.ShouldAllBe(listener => IPAddress.IsLoopback(listener.Address));
    }

    private async Task<string> EnterAsync()
    {
        using var answer = await _client.GetAsync(new Uri(_server.Gate.NewAddress()));
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private HttpRequestMessage Request(string method, string path, params (string Name, string? Value)[] headers)
    {
        var request = new HttpRequestMessage(new(method), new Uri($"http://localhost:{_server.Port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (method == "POST")
            request.Content = new StringContent("{}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private async Task<HttpStatusCode> StatusAsync(HttpRequestMessage request)
    {
        using (request)
        using (var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
            return answer.StatusCode;
    }
}
