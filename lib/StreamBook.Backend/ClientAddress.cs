using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace StreamBook.Backend;

/// <summary>Who the client is to an ASP.NET Core app, by the framework's own ForwardedHeadersMiddleware.</summary>
internal static class ClientAddress
{
    public static Task WriteAsync(HttpContext context)
    {
        var query = new Query(context);
        var trust = query.Choice("trust", "nobody", "nobody", "last", "everyone");
        query.End();

        if (trust != "nobody")
        {
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
                ForwardLimit = trust == "last" ? 1 : null,
            };
            // Empty lists mean that any peer may forward; how many entries are believed is then the limit alone.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            new ForwardedHeadersMiddleware(_ => Task.CompletedTask, NullLoggerFactory.Instance, Options.Create(options)).ApplyForwarders(context);
        }

        var address = context.Connection.RemoteIpAddress;
        return context.Response.WriteAsJsonAsync(new
        {
            address = (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString(),
            scheme = context.Request.Scheme,
            left = context.Request.Headers["X-Forwarded-For"].ToString(),
        });
    }
}
