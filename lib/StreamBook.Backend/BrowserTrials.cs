using System.Text;

namespace StreamBook.Backend;

/// <summary>What scripts in a browser are tried on: a page to run them in, and an answer whose head they choose.</summary>
internal static class BrowserTrials
{
    // The empty icon keeps the browser from asking for one, which would stand in the log.
    private const string Page = """
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <link rel="icon" href="data:,">
        <title>A page of the lab</title>
        <style>body { font: 16px/1.4 sans-serif; margin: 1rem } h1 { font-size: 1.3rem } li { overflow-wrap: anywhere }</style>
        <script>
            function log(text) {
                const line = document.createElement("li");
                line.textContent = text;
                document.getElementById("log").append(line);
            }
        </script>
        <h1>A page of the lab</h1>
        <ol id="log" role="log"></ol>
        </html>

        """;

    public static async Task PageAsync(HttpContext context)
    {
        new Query(context).End();
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Page), context.RequestAborted);
    }

    public static async Task ScriptAsync(HttpContext context)
    {
        var query = new Query(context);
        var body = query.Text("body", "");
        query.End();
        context.Response.ContentType = "text/javascript; charset=utf-8";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
    }

    public static async Task AnswerAsync(HttpContext context)
    {
        var query = new Query(context);
        var status = query.Whole("status", 200, 599, minimum: 200);
        var type = query.HeaderValue("type");
        var origin = query.Choice("allow", "", "", "*", "origin");
        var credentials = query.Choice("credentials", "no", "no", "yes");
        var headers = query.HeaderValue("headers");
        var count = query.Whole("count", 3, 1_000_000);
        var interval = TimeSpan.FromMilliseconds(query.Whole("interval", 50, 600_000));
        var id = query.Line("id");
        var retry = query.Whole("retry", -1, int.MaxValue);
        query.End();

        Allow(context, origin, credentials == "yes", headers);
        context.Response.StatusCode = HttpMethods.IsOptions(context.Request.Method) ? StatusCodes.Status204NoContent : status;
        if (context.Response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
            return;
        var stream = await EventStreamResponse.BeginAsync(context, type.Length == 0 ? EventStream.MediaType : type);
        if (retry >= 0)
            await stream.WriteRetryAsync(TimeSpan.FromMilliseconds(retry));
        for (var n = 1; n <= count; n++)
        {
            await stream.Clock.WaitAsync(interval, stream.Aborted);
            await stream.WriteAsync(stream.Clock.Data(n, 0), null, id.Length == 0 ? $"{n}" : id);
        }
    }

    // Fetch standard, section 3.3.3: https://fetch.spec.whatwg.org/#http-responses
    private static void Allow(HttpContext context, string origin, bool credentials, string headers)
    {
        var answer = context.Response.Headers;
        if (origin == "*")
            answer.AccessControlAllowOrigin = "*";
        if (origin == "origin")
        {
            // The answer differs with the header, and a cache must know.
            answer.AccessControlAllowOrigin = Query.CheckHeaderValue("The header Origin", context.Request.Headers.Origin.ToString());
            answer.Vary = "Origin";
        }

        if (credentials)
            answer.AccessControlAllowCredentials = "true";
        if (HttpMethods.IsOptions(context.Request.Method) && headers.Length > 0)
            answer.AccessControlAllowHeaders = headers;
    }
}
