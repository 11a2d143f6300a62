using System.CommandLine;
using System.ComponentModel;
using StreamBook.Cli.Document;
using StreamBook.Cli.Page.Server;

namespace StreamBook.Cli.Commands;

/// <summary>`book serve`, and bare `book`: the workbook in the browser, until Ctrl-C.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var options = new ServeOptions();
        var command = new Command("serve", "Opens the workbook in the browser: read, change and run the notebooks, until Ctrl-C.");
        options.AddTo(command);
        return CommandLine.WithExamples(command, "book serve", "book serve --no-open --port 5300", "book serve --kernel \"dotnet-interactive stdio\"");
    }

    /// <summary>The options of `serve`, which bare `book` has too.</summary>
    public sealed class ServeOptions
    {
        private readonly Option<int?> _port = new("--port") { Description = $"The port; without it {WorkbookServer.UsualPort}, or a free one where that is taken.", HelpName = "N" };
        private readonly Option<bool> _noOpen = new("--no-open") { Description = "Only print the address." };
        private readonly Option<string?> _kernel = new("--kernel") { Description = "A command that starts another kernel.", HelpName = "CMD" };
        private readonly Option<string[]> _proxy = new("--proxy")
        {
            Description = "An address, such as localhost:8080, under which a proxy of yours offers the page too.",
            HelpName = "HOST:PORT",
            DefaultValueFactory = _ => [],
        };

        public void AddTo(Command command)
        {
            _port.Validators.Add(result =>
            {
                if (result.Tokens is [var port] && !(int.TryParse(port.Value, out var number) && number is > 0 and < 65_536))
                    result.AddError($"--port {port.Value}: not a port; a number from 1 to 65535 is.");
            });
            command.Add(_port);
            command.Add(_noOpen);
            command.Add(_kernel);
            command.Add(_proxy);
            command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(_port), !parsed.GetValue(_noOpen), parsed.GetValue(_kernel), parsed.GetValue(_proxy)!, cancellationToken));
        }
    }

    private static async Task<int> RunAsync(int? port, bool open, string? kernel, string[] proxies, CancellationToken cancellationToken)
    {
        var book = Book.Find(Directory.GetCurrentDirectory()) ?? throw new UsageException("There is no folder notebooks/ here or in a folder above.");
        await using var server = await StartAsync(book, port, kernel, proxies);
        var address = server.Gate.NewAddress();
        await Console.Out.WriteLineAsync($"The workbook is at {address}\nIt lets one browser in. Enter prints another address, Ctrl-C ends.");
        if (open)
            Open(address);
        if (!Console.IsInputRedirected)
            new Thread(() => GiveAddresses(server.Gate)) { IsBackground = true }.Start();
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return CommandLine.Ok;
    }

    private static async Task<WorkbookServer> StartAsync(Book book, int? port, string? kernel, string[] proxies)
    {
        try
        {
            return await WorkbookServer.StartAsync(book, port, kernel, proxies);
        }
        catch (IOException e)
        {
            throw new UsageException($"--port {port}: {e.Message} Name another, or leave it out.", e);
        }
    }

    private static void GiveAddresses(Gate gate)
    {
        while (Console.In.ReadLine() is not null)
            Console.Out.WriteLine(gate.NewAddress());
    }

    // Where nothing opens it, the address is on the screen.
    private static void Open(string address)
    {
        var (program, arguments) = OperatingSystem.IsWindows() ? ("cmd", new[] { "/c", "start", "", address })
            : OperatingSystem.IsMacOS() ? ("open", [address])
            : ("xdg-open", [address]);
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("DISPLAY") is null && Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is null)
            return;
        try
        {
            // It may stay as long as the browser does: nobody waits for it.
            _ = CliWrap.Cli.Wrap(program).WithArguments(arguments).WithValidation(CliWrap.CommandResultValidation.None).ExecuteAsync();
        }
        catch (Win32Exception)
        {
            // There is no such program.
        }
    }
}
