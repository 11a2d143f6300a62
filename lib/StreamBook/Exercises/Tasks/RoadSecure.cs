using System.Net;

namespace StreamBook.Exercises.Tasks;

/// <summary>Judges a configuration with TLS, for clients of two versions of HTTP.</summary>
internal static class RoadSecure
{
    private static readonly NginxConfiguration _given = Recipe.Recommended
        .Without("proxy_buffering").WithSelfSignedCertificate().With("http2 on;", NginxContext.Server);

    private static readonly CaptureOptions _page = new() { HttpVersion = HttpVersion.Version20, TakesLowerVersion = true, TrustsAnyCertificate = true };

    private static readonly CaptureOptions _app = _page with { HttpVersion = HttpVersion.Version11 };

    public static async Task StreamsToBothAsync(Trial trial)
    {
        var answer = trial.Answer<NginxConfiguration>();
        trial.IsAsGiven = answer == _given;
        var lab = await trial.LabAsync();
        await lab.UseAsync(answer);
        var ward = new Ward(trial, lab.Nginx, lab.Backend);
        // 4 to 8 kB: less than nginx's buffer for TLS, more than a smaller one that is often advised.
        var path = $"/clock?count={trial.Random.Next(40, 60)}&interval=8&size=115";
        var secure = new UriBuilder(new Uri(lab.Nginx.Url, path)) { Scheme = Uri.UriSchemeHttps }.Uri.AbsoluteUri;

        var page = await ward.DeliveredAsync(secure, _page);
        trial.Require(page.Status == 200, "the page gets an answer over TLS", "200", page.Failure ?? "none", $"GET {secure}", "Does nginx still listen with TLS?");
        trial.Require(page.HttpVersion?.Major == 2, "the page still speaks HTTP/2", "HTTP/2", $"HTTP/{page.HttpVersion}", $"GET {secure}, by a client that offers both");
        trial.Require(page.Delivery is Delivery.Streamed, "the page gets each event at once", "streamed", Ward.Figure(page), $"GET {secure}, over HTTP/2");

        var app = await ward.DeliveredAsync(secure, _app);
        trial.Show(Draw.Lanes(page with { Name = "the page, HTTP/2" }, app with { Name = "the app, HTTP/1.1" }));
        trial.Require(app.Delivery is Delivery.Streamed, "the app gets each event at once", "streamed", Ward.Figure(app), $"GET {secure}, over HTTP/1.1",
            app.Delivery is Delivery.InLumps ? "A smaller buffer is full sooner, and it still waits to be full. What makes nginx send a piece on at once?"
                : "The configuration is the same for both, and so is the backend. What does nginx do with small pieces over TLS and HTTP/1.1?");
    }
}
