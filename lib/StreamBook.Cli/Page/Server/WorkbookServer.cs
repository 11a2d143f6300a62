using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StreamBook.Cli.Document;

namespace StreamBook.Cli.Page.Server;

/// <summary>The workbook as a web server for one person on this machine.</summary>
internal sealed class WorkbookServer : IAsyncDisposable
{
    /// <summary>The port unless told otherwise, or unless it is taken: drafts in a browser belong to an address.</summary>
    public const int UsualPort = 5280;

    private static readonly TimeSpan _idleCheck = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;
    private readonly Workspace _workspace;
    private readonly CancellationTokenSource _stopping = new();

    private WorkbookServer(WebApplication app, Workspace workspace, Gate gate, int port)
    {
        _app = app;
        _workspace = workspace;
        Gate = gate;
        Port = port;
    }

    public Gate Gate { get; }

    public int Port { get; }

    /// <summary>Every address that the server answers at.</summary>
    public IEnumerable<RouteEndpoint> Endpoints =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <param name="book">The book.</param>
    /// <param name="port">The port; null for the usual one, or a free one where that is taken.</param>
    /// <param name="kernelCommand">A command that starts a kernel; null for the embedded one.</param>
    /// <param name="proxies">Addresses, such as <c>localhost:8080</c>, under which a proxy of the learner's offers the page too.</param>
    /// <param name="editorFolder">Where the editor's files are; null for beside the program.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WorkbookServer> StartAsync(Book book, int? port, string? kernelCommand, IEnumerable<string> proxies, string? editorFolder = null)
    {
        try
        {
            return await StartAsync(book, port ?? UsualPort, kernelCommand, proxies, editorFolder);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException && port is null)
        {
            return await StartAsync(book, FreePort(), kernelCommand, proxies, editorFolder);
        }
    }

    private static async Task<WorkbookServer> StartAsync(Book book, int port, string? kernelCommand, IEnumerable<string> proxies, string? editorFolder)
    {
        // Empty: no settings file and no variable of the environment may change who is let in.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(port);
        });
        var app = builder.Build();
        var workspace = new Workspace(book, kernelCommand, new(), TimeProvider.System) { EditorFolder = editorFolder ?? EditorFiles.Beside };
        var server = new WorkbookServer(app, workspace, new([$"localhost:{port}", .. proxies]), port);
        app.Use(next => context => server.Gate.InvokeAsync(context, next));
        app.UseRouting();
        PageEndpoints.Map(app, workspace);
        CommandEndpoints.Map(app, workspace);
        app.MapGet("/events", (RequestDelegate)new EventsEndpoint(workspace.Feed, server._stopping.Token).ServeAsync);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        _ = server.EndIdleKernelsAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _workspace.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task EndIdleKernelsAsync()
    {
        using var timer = new PeriodicTimer(_idleCheck);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await _workspace.EndIdleKernelsAsync();
        }
        catch (OperationCanceledException)
        {
            // The server ends, and with it all kernels.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
