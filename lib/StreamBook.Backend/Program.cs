using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using StreamBook.Backend;

// How a container asks whether its backend answers: its image may have no other program that could.
if (args is ["check", var address])
{
    using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
    return await client.GetAsync(new Uri($"http://{address}/")) is { IsSuccessStatusCode: true } ? 0 : 1;
}

// Empty: no settings file and no variable of the environment that it is started in may change what it does.
var builder = WebApplication.CreateEmptyBuilder(new());
EchoHub.AddTo(builder.Services);
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.AllowAlternateSchemes = true;
    // Any byte that a proxy passes on is shown, not refused.
    kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
    kestrel.Limits.MinResponseDataRate = null;
    kestrel.Listen(args is [var endPoint] ? IPEndPoint.Parse(endPoint) : new(IPAddress.Loopback, 0), listen =>
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.Use(Usage.Count);
        listen.Use(next => Http2Preface.Detect(HeadRecorder.RecordAsync(next), next));
    });
});
// After Kestrel's: the last one that is added is taken.
builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(Usage.Buffers);

var app = builder.Build();
app.UseWebSockets(new() { KeepAliveInterval = Timeout.InfiniteTimeSpan });
app.Use(new RequestLog().RunAsync);
EchoHub.Map(app);
app.Run(Endpoints.RunAsync);
await app.StartAsync();

var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
Console.WriteLine($$"""{"url":"{{url}}"}""");

// The opener holds the other end of standard input: it is closed when the opener lets go, and when it is gone. Returning
// from here ends the process and all its streams at once; a graceful stop would wait for streams that never end.
await Task.WhenAny(
    Console.OpenStandardInput().CopyToAsync(Stream.Null),
    Task.Delay(Timeout.InfiniteTimeSpan, app.Lifetime.ApplicationStopping));
return 0;
