using System.Diagnostics;
using System.Text.Json;
using StreamBook.Cli.Kernel;

namespace StreamBook.Tests;

/// <summary>The lines themselves, as a client of .NET Interactive's kernel reads and writes them. Each starts a kernel, which takes time.</summary>
[FullLane]
public sealed class KernelProtocolTests : IDisposable
{
    private readonly Process _process;
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2));

    public KernelProtocolTests()
    {
        var start = new ProcessStartInfo(KernelCommandLine.DotnetHost, SharedKernel.CommandLine[(SharedKernel.CommandLine.IndexOf("\" ", StringComparison.Ordinal) + 2)..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _deadline.Dispose();
    }

    [Fact]
    public async Task Events_have_the_shape_that_clients_of_the_real_kernel_read()
    {
        var ready = await ReadAsync();
        ready.GetProperty("eventType").GetString().ShouldBe("KernelReady");
        ready.GetProperty("command").ValueKind.ShouldBe(JsonValueKind.Null);
        ready.GetProperty("event").GetProperty("kernelInfos")[0].GetProperty("localName").GetString().ShouldBe("csharp");

        const string command = """{"token":"t1","commandType":"SubmitCode","command":{"code":"Console.Write(1); display(2).Update(3); 4","targetKernelName":"csharp"}}""";
        await WriteAsync(command);
        var events = await ReadUntilAsync("CommandSucceeded", "t1");
        events.Select(Type).ShouldBe(["CodeSubmissionReceived", "DiagnosticsProduced", "StandardOutputValueProduced", "DisplayedValueProduced", "DisplayedValueUpdated", "ReturnValueProduced", "CommandSucceeded"]);
        events.ShouldAllBe(line => line.GetProperty("command").GetRawText() == command);
        Body(events, 0).ShouldBe("""{"code":"Console.Write(1); display(2).Update(3); 4"}""");
        Body(events, 1).ShouldBe("""{"diagnostics":[],"formattedDiagnostics":[]}""");
        Body(events, 2).ShouldBe("""{"formattedValues":[{"mimeType":"text/plain","value":"1","suppressDisplay":false}],"valueId":null}""");
        var valueId = events[3].GetProperty("event").GetProperty("valueId").GetString();
        Body(events, 4).ShouldBe($$"""{"formattedValues":[{"mimeType":"text/plain","value":"3","suppressDisplay":false}],"valueId":"{{valueId}}"}""");
        Body(events, 5).ShouldBe("""{"formattedValues":[{"mimeType":"text/plain","value":"4","suppressDisplay":false}],"valueId":null}""");
        Body(events, 6).ShouldBe("""{"executionOrder":1}""");

        await WriteAsync("""{"token":"t2","commandType":"SubmitCode","command":{"code":"Console.Error.Write(1); x"}}""");
        events = await ReadUntilAsync("CommandFailed", "t2");
        events.Select(Type).ShouldBe(["CodeSubmissionReceived", "DiagnosticsProduced", "ErrorProduced", "CommandFailed"]);
        Body(events, 1).ShouldBe("""{"diagnostics":[{"linePositionSpan":{"start":{"line":0,"character":24},"end":{"line":0,"character":25}},"severity":"error","code":"CS0103","message":"The name 'x' does not exist in the current context"}],"formattedDiagnostics":[{"mimeType":"text/plain","value":"(1,25): error CS0103: The name 'x' does not exist in the current context","suppressDisplay":false}]}""");
        Body(events, 2).ShouldBe("""{"message":"(1,25): error CS0103: The name 'x' does not exist in the current context","formattedValues":[],"valueId":null}""");
        Body(events, 3).ShouldBe("""{"message":"(1,25): error CS0103: The name 'x' does not exist in the current context","executionOrder":2}""");
    }

    [Fact]
    public async Task Submissions_wait_their_turn_and_cancel_meets_the_running_one()
    {
        await WriteAsync("""{"token":"a","commandType":"SubmitCode","command":{"code":"Console.Write(1); await Task.Delay(-1);"}}""");
        await WriteAsync("""{"token":"b","commandType":"SubmitCode","command":{"code":"2"}}""");
        await ReadUntilAsync("StandardOutputValueProduced", "a");
        await WriteAsync("""{"token":"c","commandType":"Cancel","command":{"targetKernelName":"csharp"}}""");
        var events = await ReadUntilAsync("CommandSucceeded", "b");
        events.ShouldContain(line => Type(line) == "CommandSucceeded" && Token(line) == "c");
        events.Single(line => Type(line) == "CommandFailed" && Token(line) == "a").GetProperty("event").GetProperty("message").GetString().ShouldBe("Command cancelled");
    }

    /// <summary>Both lines are there before the kernel is warm.</summary>
    [Fact]
    public async Task Cancel_meets_a_submission_that_has_not_begun_yet()
    {
        await WriteAsync("""
            {"token":"a","commandType":"SubmitCode","command":{"code":"await Task.Delay(-1);"}}
            {"token":"c","commandType":"Cancel","command":{"targetKernelName":"csharp"}}
            {"token":"b","commandType":"SubmitCode","command":{"code":"2"}}
            """);
        var events = await ReadUntilAsync("CommandSucceeded", "b");
        events.Single(line => Type(line) == "CommandFailed" && Token(line) == "a").GetProperty("event").GetProperty("message").GetString().ShouldBe("Command cancelled");
    }

    [Fact]
    public async Task Cancel_is_answered_once_the_cell_has_ended()
    {
        await WriteAsync("""{"token":"a","commandType":"SubmitCode","command":{"code":"var end = System.IO.Path.GetTempFileName(); Console.Write(end); while (System.IO.File.Exists(end)) ;"}}""");
        var file = (await ReadUntilAsync("StandardOutputValueProduced", "a"))[^1].GetProperty("event").GetProperty("formattedValues")[0].GetProperty("value").GetString()!;
        await WriteAsync("""
            {"token":"c","commandType":"Cancel","command":{"targetKernelName":"csharp"}}
            {"token":"d","commandType":"None","command":{}}
            """);
        // The line after it was answered, and it was not: its cell cannot be stopped from outside.
        (await ReadUntilAsync("CommandFailed", "d")).ShouldNotContain(line => Token(line) == "c");
        File.Delete(file);
        (await ReadUntilAsync("CommandSucceeded", "c")).ShouldContain(line => Token(line) == "a" && Type(line).StartsWith("Command"));

        await WriteAsync("""{"token":"e","commandType":"Cancel","command":{"targetKernelName":"csharp"}}""");
        await ReadUntilAsync("CommandSucceeded", "e");
    }

    [Fact]
    public async Task Quit_answers_what_waits_too()
    {
        await WriteAsync("""
            {"token":"a","commandType":"SubmitCode","command":{"code":"await Task.Delay(-1);"}}
            {"token":"b","commandType":"SubmitCode","command":{"code":"2"}}
            {"token":"q","commandType":"Quit","command":{}}
            """);
        var events = await ReadUntilAsync("CommandSucceeded", "q");
        events.Where(line => Type(line) == "CommandFailed").Select(Token).ShouldBe(["a", "b"], ignoreOrder: true);
        await EndsWithAsync(0);
    }

    [Fact]
    public async Task Lines_that_are_no_commands_do_no_harm()
    {
        foreach (var line in new[] { "", "nonsense", "[]", "1", "{}", """{"commandType":"SubmitCode"}""", """{"commandType":1}""", """{"commandType":"SubmitCode","command":{"code":1}}""", """{"commandType":"SubmitCode","command":{"code":null}}""" })
            await WriteAsync(line);
        await WriteAsync("""{"token":"u","commandType":"RequestCompletions","command":{"code":"1"}}""");
        await WriteAsync("""{"token":"v","commandType":"SubmitCode","command":{"code":"1"}}""");
        var events = await ReadUntilAsync("CommandSucceeded", "v");
        events.ShouldContain(line => Type(line) == "CommandFailed" && Token(line) == "u");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Quit_cancels_what_runs_and_ends_the_kernel(bool isStuck)
    {
        await WriteAsync($$$"""{"token":"a","commandType":"SubmitCode","command":{"code":"Console.Write(1); {{{(isStuck ? "while (true) ;" : "await Task.Delay(-1);")}}}"}}""");
        await ReadUntilAsync("StandardOutputValueProduced", "a");
        await WriteAsync("""{"token":"q","commandType":"Quit","command":{}}""");
        var events = await ReadUntilAsync("CommandSucceeded", "q");
        events.ShouldContain(line => Type(line) == "CommandFailed" && Token(line) == "a");
        await EndsWithAsync(0);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("new System.Threading.Thread(() => { while (true) ; }).Start();")]
    public async Task The_end_of_its_input_ends_the_kernel(string code)
    {
        await WriteAsync($$$"""{"token":"a","commandType":"SubmitCode","command":{"code":"{{{code}}}"}}""");
        await ReadUntilAsync("CommandSucceeded", "a");
        _process.StandardInput.Close();
        await EndsWithAsync(0);
    }

    private static string Type(JsonElement line) => line.GetProperty("eventType").GetString()!;

    private static string? Token(JsonElement line) => line.GetProperty("command") is { ValueKind: JsonValueKind.Object } command ? command.GetProperty("token").GetString() : null;

    private static string Body(List<JsonElement> events, int index) => events[index].GetProperty("event").GetRawText();

    private async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    private async Task<JsonElement> ReadAsync() =>
        JsonSerializer.Deserialize<JsonElement>(await _process.StandardOutput.ReadLineAsync(_deadline.Token) ?? throw new EndOfStreamException(await _process.StandardError.ReadToEndAsync()));

    private async Task<List<JsonElement>> ReadUntilAsync(string eventType, string token)
    {
        var events = new List<JsonElement>();
        do
            events.Add(await ReadAsync());
        while (!(Type(events[^1]) == eventType && Token(events[^1]) == token));
        return events;
    }

    private async Task EndsWithAsync(int exitCode)
    {
        await _process.WaitForExitAsync(_deadline.Token);
        _process.ExitCode.ShouldBe(exitCode);
    }
}
