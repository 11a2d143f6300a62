using Microsoft.AspNetCore.SignalR;

namespace StreamBook.Backend;

/// <summary>What SignalR makes of a message each way, for a client that looks at the bytes. It is ASP.NET Core's own, at <see cref="Path"/>, with JSON as its protocol.</summary>
internal sealed class EchoHub : Hub
{
    public const string Path = "/hub";

    // 15 s by default: a learner does not wait that long to see a heartbeat.
    private static readonly TimeSpan _heartbeat = TimeSpan.FromMilliseconds(500);

    /// <summary>Sends a text back to who said it.</summary>
    public Task Say(string text) => Clients.Caller.SendAsync("said", text, Context.ConnectionAborted);

    public static void AddTo(IServiceCollection services) => services.AddSignalR(options => options.KeepAliveInterval = _heartbeat);

    /// <summary>Answers below <see cref="Path"/>; what is elsewhere does not pass through its routing.</summary>
    public static void Map(IApplicationBuilder app) => app.MapWhen(
        context => context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal),
        branch => branch.UseRouting().UseEndpoints(endpoints => endpoints.MapHub<EchoHub>(Path)));
}
