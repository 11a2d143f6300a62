using System.Diagnostics;
using System.Text;
using System.Text.Json;
using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

public sealed class DecodeCommandTests
{
    private static readonly string _folder = AppContext.BaseDirectory;

    [Fact]
    public async Task Events_come_out_as_JSON_lines_and_the_reconnection_time_last()
    {
        var result = await DecodeAsync("retry: 3000\nevent: tick\nid: 7\ndata: é \"1\"\ndata: 2\n\n: note\ndata: x\n\ndata: lost", "decode", "-");

        result.ShouldExitWith(0).Output.ShouldBe("""
            {"type":"tick","data":"é \"1\"\n2","lastEventId":"7"}
            {"type":"message","data":"x","lastEventId":"7"}
            {"retry":3000}

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task An_event_is_written_while_the_stream_is_still_open()
    {
        using var book = BookProcess.Start(_folder, "decode");
        try
        {
            await book.StandardInput.WriteAsync("data: 1\n\n");
            await book.StandardInput.FlushAsync();

            var line = await book.StandardOutput.ReadLineAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);

            JsonDocument.Parse(line!).RootElement.GetProperty("data").GetString().ShouldBe("1");
            book.HasExited.ShouldBeFalse();
        }
        finally
        {
            book.Kill();
        }
    }

    [Fact]
    public async Task The_explanation_shows_every_byte_of_every_line_and_what_it_is()
    {
        var result = await BookProcess.RunAsync(_folder, [.. Encoding.UTF8.GetBytes("data: a\r\n\nDATA: \u001b[2J\n:"), 0xff, (byte)'\n', (byte)'\r'], ["decode", "--explain"]);

        result.ShouldExitWith(0).Output.ShouldBe("""
                   0 ┌ data:·a␍␊                          Adds the line “a” to the data.
                   9 │ ␊                                  Blank line: dispatches the event.
                     └ ▶ Event 1: type “message”, data “a”, last event ID “”
                  10   DATA:·⟨1B⟩[2J␊                     Ignored. A field name is written in lower case, without spaces around it.
                  21   :⟨FF⟩␊                             Comment: nothing happens.
                  24   ␍                                  Blank line, no event. No data line came since the last blank line.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_long_line_is_explained_with_every_byte()
    {
        var data = new string('x', 100_000);

        (await DecodeAsync($"data: {data}\n\n", "decode", "--explain")).ShouldExitWith(0).Output.ShouldContain(data);
    }

    [UnixFact]
    public async Task On_a_screen_a_long_line_loses_its_middle()
    {
        // `script` gives it a terminal; elsewhere than on Linux it takes its arguments otherwise.
        if (!OperatingSystem.IsLinux())
            return;
        var stream = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(stream, $"data: {new string('x', 100_000)}\n\n");
            var result = await ShellAsync($"script -qec \"$DOTNET '$BOOK' decode --explain {stream}\" /dev/null");

            result.Output.ShouldContain("… 99,867 bytes …");
            result.Output.Length.ShouldBeLessThan(2000);
        }
        finally
        {
            File.Delete(stream);
        }
    }

    [Fact]
    public async Task A_line_is_explained_while_its_event_is_still_open()
    {
        using var book = BookProcess.Start(_folder, "decode", "--explain");
        try
        {
            await book.StandardInput.WriteAsync("data: 1\n");
            await book.StandardInput.FlushAsync();

            var line = await book.StandardOutput.ReadLineAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);

            line.ShouldBe("       0 ┌ data:·1␊                           Adds the line “1” to the data.");
        }
        finally
        {
            book.Kill();
        }
    }

    [Fact]
    public async Task What_is_no_event_stream_is_named_in_one_line_and_its_events_stay()
    {
        var gzip = await BookProcess.RunAsync(_folder, [0x1F, 0x8B, 8, 0, .. "\ndata: 1\n\n"u8], ["decode"]);

        gzip.ShouldExitWith(0).Error.ShouldBe("This is probably compressed: gzip. `curl --compressed` or `gunzip` reads it.\n");
        gzip.Output.ShouldBe("{\"type\":\"message\",\"data\":\"1\",\"lastEventId\":\"\"}\n");
        (await BookProcess.RunAsync(_folder, [0x1F, 0x8B, 8, 0], ["decode", "--explain"])).Error.ShouldBe(gzip.Error);
    }

    [Theory]
    [InlineData("", "The input was empty: nothing came.\n")]
    [InlineData("data: 1\n\ndata: 2\n", "The stream ended before the blank line that dispatches its last event: what came of it is discarded, as the standard has it.\n")]
    [InlineData("data: 1\n\ndat", "The stream ended before the blank line that dispatches its last event: what came of it is discarded, as the standard has it.\n")]
    [InlineData("Data: 1\n\n", "9 bytes, and no event: no line of data has a blank line after it. `book decode --explain` says what each line is.\n")]
    [InlineData("\u0001\u0002", "2 bytes, and no event: no line of data has a blank line after it. `book decode --explain` says what each line is.\n")]
    [InlineData("data: 1\n\n: no", "")]
    [InlineData("data: 1\n\n", "")]
    [InlineData("retry: 5\n\n", "")]
    public async Task What_is_lost_is_told(string stream, string sentence) =>
        (await DecodeAsync(stream, "decode")).ShouldExitWith(0).Error.ReplaceLineEndings("\n").ShouldBe(sentence);

    [Fact]
    public async Task The_time_of_an_event_is_that_of_its_arrival()
    {
        using var book = BookProcess.Start(_folder, "decode", "--time");
        try
        {
            var times = new List<DateTimeOffset> { Now() };
            foreach (var data in new[] { "1", "2" })
            {
                await book.StandardInput.WriteAsync($"data: {data}\n\n");
                await book.StandardInput.FlushAsync();
                var line = await book.StandardOutput.ReadLineAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
                times.Add(JsonDocument.Parse(line!).RootElement.GetProperty("time").GetDateTimeOffset());
                times.Add(Now());
            }

            times.ShouldBe(times.Order());
        }
        finally
        {
            book.Kill();
        }
    }

    [Fact]
    public async Task The_time_of_an_event_is_explained_too() =>
        (await DecodeAsync("data: 1\n\n", "decode", "--explain", "--time")).ShouldExitWith(0).Output
            .ShouldMatch(@"└ ▶ Event 1, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z: type “message”");

    [UnixTheory]
    [InlineData("printf 'data: 1\n\n' | $DOTNET \"$BOOK\" decode")]
    [InlineData("$DOTNET \"$BOOK\" decode --help")]
    public async Task A_full_disk_is_named(string command)
    {
        // A device that is always full, of Linux.
        if (!OperatingSystem.IsLinux())
            return;
        var result = await ShellAsync($"{command} >/dev/full");

        result.ShouldExitWith(1).Error.ShouldBe("The disk is full: what was written is not whole.\n");
    }

    /// <summary>The exit code tells that it ended by itself: of one that is ended when its time is over it is 143.</summary>
    [UnixFact]
    public async Task It_ends_when_it_is_asked_to_while_nothing_comes()
    {
        using var book = BookProcess.Start(_folder, "decode");
        try
        {
            await book.StandardInput.WriteAsync("data: 1\n\n");
            await book.StandardInput.FlushAsync();
            var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;
            await book.StandardOutput.ReadLineAsync(deadline);

            Process.Start("kill", ["-TERM", $"{book.Id}"]).WaitForExit();

            await book.WaitForExitAsync(deadline);
            book.ExitCode.ShouldBe(130);
            (await book.StandardError.ReadToEndAsync(deadline)).ShouldBeEmpty();
        }
        finally
        {
            book.Kill();
        }
    }

    [UnixFact]
    public async Task What_cannot_be_read_on_is_named()
    {
        if (OperatingSystem.IsLinux())
            (await BookProcess.RunAsync(_folder, "decode", "/proc/self/mem")).ShouldExitWith(2).Error.ShouldStartWith("/proc/self/mem: cannot be read: ");
    }

    [Fact]
    public async Task An_event_without_an_end_is_told_in_the_words_of_the_command()
    {
        // A file: a pipe breaks under the writer when the command ends before it has read all.
        var stream = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(stream, [.. "data: "u8, .. new byte[17 * 1024 * 1024]]);
            var result = await BookProcess.RunAsync(_folder, "decode", stream);

            result.ShouldExitWith(1).Error.ReplaceLineEndings("\n")
                .ShouldBe("An event is larger than 16,777,216 bytes, and nothing more is decoded: at byte 16,777,216 no blank line had ended it.\n");
        }
        finally
        {
            File.Delete(stream);
        }
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_its_output_any_more()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var book = BookProcess.Start(_folder, "decode");
        try
        {
            book.StandardOutput.Close();
            var exited = book.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
            await book.StandardInput.WriteAsync("data: 1\n\n");
            await book.StandardInput.FlushAsync();

            await exited;

            book.ExitCode.ShouldBe(0);
        }
        finally
        {
            book.Kill();
        }
    }

    [Theory]
    [InlineData("no-such-file", "no-such-file: no such file.")]
    [InlineData(".", ".: a directory, not an event stream.")]
    [InlineData("", "An empty name was given; write one, or leave it out.")]
    [InlineData("--explian", "There is no option --explian.")]
    public async Task What_cannot_be_read_is_named(string argument, string sentence) =>
        (await BookProcess.RunAsync(_folder, "decode", argument)).ShouldExitWith(2).Error.ShouldStartWith(sentence);

    /// <summary>In whole milliseconds, as it is written.</summary>
    private static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private static async Task<BookResult> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET"] = KernelCommandLine.DotnetHost;
        start.Environment["BOOK"] = BookProcess.Assembly;
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;
        var output = shell.StandardOutput.ReadToEndAsync(deadline);
        var error = await shell.StandardError.ReadToEndAsync(deadline);
        await shell.WaitForExitAsync(deadline);
        return new(shell.ExitCode, await output, error);
    }

    private static Task<BookResult> DecodeAsync(string stream, params string[] args) =>
        BookProcess.RunAsync(_folder, Encoding.UTF8.GetBytes(stream), args);
}
