using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace StreamBook.Tests;

public sealed class LabCommandTests
{
    [FullLane, Fact]
    public async Task A_lab_says_where_it_is_streams_and_leaves_nothing_at_its_end()
    {
        using var book = BookProcess.Start(AppContext.BaseDirectory, "lab", "--recipe", "article");
        try
        {
            var output = "";
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (await book.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                output += line + "\n";
                if (line.Contains("Ctrl-C"))
                    break;
            }

            output.ShouldContain("proxy_set_header X-Real_IP $remote_addr;");
            var url = Regex.Match(output, "curl -N \"([^\"]+)\"").Groups[1].Value;
            using var client = new HttpClient();
            EventStream.Decode(await client.GetByteArrayAsync(url, deadline.Token)).Length.ShouldBe(5);
            var folder = Path.GetDirectoryName(Regex.Match(output, "whole configuration: (.*)").Groups[1].Value);
            Directory.Exists(folder).ShouldBeTrue(output);

            // As Ctrl-C, but not ignored by a process whose parent was put into the background.
            Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();

            await book.WaitForExitAsync(deadline.Token);
            book.ExitCode.ShouldBe(0);
            Directory.Exists(folder).ShouldBeFalse();
            await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(url, deadline.Token));
        }
        finally
        {
            book.Kill();
        }
    }

    [FullLane, Fact]
    public async Task An_nginx_that_is_not_here_is_told_in_the_words_that_were_typed()
    {
        var result = (await BookProcess.RunAsync(AppContext.BaseDirectory, "lab", "--host", "processes", "--nginx", "9.9")).ShouldExitWith(1);

        result.Error.ShouldMatch(@"^There is no nginx 9\.9 here\.\n  \S+ is nginx \d+\.\d+\.\d+\. The lab runs as processes \(asked for\)\.\n");
        result.Error.ShouldContain("Leave out the version (--nginx, ");
        result.Error.ShouldContain("(--host containers, ");
    }

    [FullLane, Fact]
    public async Task It_listens_on_the_port_that_was_asked_for_or_says_that_it_is_taken()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var taken = (await BookProcess.RunAsync(AppContext.BaseDirectory, "lab", "--host", "processes", "--port", $"{port}")).ShouldExitWith(1);
        taken.Error.ShouldStartWith($"nginx cannot listen on port {port}.\n");
        taken.Error.ShouldContain("Address already in use");
        taken.Error.ShouldContain("choose another port (--port, ");

        listener.Stop();
        using var book = BookProcess.Start(AppContext.BaseDirectory, "lab", "--host", "processes", "--port", $"{port}");
        try
        {
            (await book.StandardOutput.ReadLineAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token)).ShouldNotBeNull().ShouldContain($" at http://127.0.0.1:{port}/ forwards to ");
        }
        finally
        {
            // As Ctrl-C: what the lab has started ends with it.
            Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();
            await book.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("http")]
    [InlineData("-1")]
    public async Task What_is_no_port_is_wrong_usage(string port) =>
        (await BookProcess.RunAsync(AppContext.BaseDirectory, "lab", $"--port={port}")).ShouldExitWith(2)
            .Error.ShouldStartWith($"--port {port}: not a port; write a number from 1 to 65535.");

    [Fact]
    public async Task An_unknown_recipe_is_wrong_usage_and_the_known_ones_are_listed()
    {
        var result = (await BookProcess.RunAsync(AppContext.BaseDirectory, "lab", "--recipe", "secret")).ShouldExitWith(2);

        result.Error.ShouldContain("There is no recipe 'secret'.");
        result.Error.ShouldContain("article");
    }
}
