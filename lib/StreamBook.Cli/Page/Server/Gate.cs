using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace StreamBook.Cli.Page.Server;

/// <summary>
/// Who may come in. The server runs code, so every request is refused unless it is the learner's own page: the right
/// host, no foreign origin, the cookie that was given for the token of the printed address, and for a command a header
/// that no form and no foreign script can send without asking first.
/// </summary>
/// <param name="hosts">The values of <c>Host</c> under which the page is known, such as <c>localhost:5280</c>; the first is its own.</param>
internal sealed class Gate(params string[] hosts)
{
    /// <summary>The header of every command.</summary>
    public const string CommandHeader = "X-StreamBook";

    /// <summary>Where the token is exchanged for the cookie.</summary>
    public const string EntrancePath = "/enter";

    private readonly byte[] _cookie = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private byte[]? _token;

    /// <summary>Cookies do not know ports: the name keeps two workbooks apart.</summary>
    public string CookieName { get; } = $"streambook-{hosts[0].Split(':')[^1]}";

    /// <summary>The address that lets one browser in, once. The one before it is no longer good.</summary>
    public string NewAddress()
    {
        lock (_lock)
            _token = RandomNumberGenerator.GetBytes(32);
        return $"http://{hosts[0]}{EntrancePath}?token={Convert.ToHexStringLower(_token)}";
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Harden(context.Response.Headers);
        if (Refusal(context.Request) is { } refusal)
            await RefuseAsync(context, refusal);
        else if (context.Request.Path == EntrancePath)
            await EnterAsync(context);
        else if (!IsKnown(context.Request))
            await RefuseAsync(context, "This browser has not been let in. Open the address that `./book` printed; press Enter there for a new one.");
        else
            await next(context);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        // Values carry their looks in style attributes, and so does the editor; nothing else may be inline.
        headers.ContentSecurityPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
            + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    private string? Refusal(HttpRequest request)
    {
        // First of all: a name of somebody else's that leads here (DNS rebinding) would be of one origin with its page.
        if (!hosts.Contains(request.Host.Value, StringComparer.OrdinalIgnoreCase))
            return $"The page is at http://{hosts[0]}/, not at http://{request.Host.Value}/.";
        if (request.Headers.Origin is [{ } origin, ..] && !hosts.Contains(origin.StartsWith("http://", StringComparison.Ordinal) ? origin[7..] : "", StringComparer.OrdinalIgnoreCase))
            return "A page of another origin asked; it is not answered.";
        if (request.Headers["Sec-Fetch-Site"] is [not ("same-origin" or "none")] && !IsVisit(request))
            return "A page of another site asked; it is not answered.";
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsPost(request.Method))
            return "Only GET and POST are answered.";
        if (HttpMethods.IsPost(request.Method) && request.Headers[CommandHeader] is not ["1"])
            return $"A command must carry the header {CommandHeader}: 1.";
        return null;
    }

    /// <summary>A link was followed: nothing is shown to, or done for, the page it stands in.</summary>
    private static bool IsVisit(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] is ["navigate"] && request.Headers["Sec-Fetch-Dest"] is ["document"];

    private bool IsKnown(HttpRequest request) =>
        request.Cookies[CookieName] is { } cookie && AreEqual(cookie, _cookie);

    private async Task EnterAsync(HttpContext context)
    {
        var isGood = false;
        lock (_lock)
        {
            if (_token is not null && HttpMethods.IsGet(context.Request.Method) && context.Request.Query["token"] is [{ } token] && AreEqual(token, _token))
                (isGood, _token) = (true, null);
        }

        if (isGood)
        {
            context.Response.Cookies.Append(CookieName, Convert.ToHexStringLower(_cookie), new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        }
        else if (!IsKnown(context.Request))
        {
            await RefuseAsync(context, "This address has been used, or is not the one that `./book` printed last. Press Enter there for a new one.");
            return;
        }

        context.Response.Redirect("/");
    }

    // In constant time: how long a comparison takes must not tell how much of a guess was right.
    private static bool AreEqual(string hex, byte[] secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hex), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)));

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why + "\n");
    }
}
