using System.Text;
using System.Text.Json;

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
    [InlineData("--explian", "There is no option --explian.")]
    public async Task What_cannot_be_read_is_named(string argument, string sentence) =>
        (await BookProcess.RunAsync(_folder, "decode", argument)).ShouldExitWith(2).Error.ShouldStartWith(sentence);

    private static Task<BookResult> DecodeAsync(string stream, params string[] args) =>
        BookProcess.RunAsync(_folder, Encoding.UTF8.GetBytes(stream), args);
}
