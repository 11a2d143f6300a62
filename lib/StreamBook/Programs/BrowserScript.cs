using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace StreamBook.Programs;

/// <summary>
/// Runs a script in the browser found, in an empty page of its own, and ends the browser. It is driven through pipes, in
/// the words of https://chromedevtools.github.io/devtools-protocol/, for which the library needs no package.
/// </summary>
internal static class BrowserScript
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    /// <summary>The value of an expression, as JSON.</summary>
    /// <param name="expression">What to run. It must not wait: a promise is not awaited.</param>
    /// <param name="limit">How long it may take; the browser then stops it.</param>
    /// <exception cref="BrowserScriptException">It threw, or was stopped.</exception>
    /// <exception cref="LabException">There is no browser, or it does not answer.</exception>
    public static async Task<JsonElement> EvaluateAsync(string expression, TimeSpan limit)
    {
        var browser = await BrowserProgram.FindAsync();
        if (OperatingSystem.IsWindows())
            throw new LabException($"{browser.Version} cannot be driven here.", "It is driven through pipes that a shell of Unix makes.", "Run this in WSL.");
        using var shell = GuardShell.Start("Programs/browser.sh", [browser.Path, .. browser.QuietArguments]);
        using var talk = new Conversation(shell);
        try
        {
            return await RunAsync(talk, expression, limit).WaitAsync(_deadline + limit);
        }
        catch (Exception e) when (e is TimeoutException or IOException or EndOfStreamException)
        {
            throw new LabException($"{browser.Version} did not answer.", e.Message, $"Start it by hand to see why: {browser.Path} --headless --dump-dom about:blank", e);
        }
    }

    private static async Task<JsonElement> RunAsync(Conversation talk, string expression, TimeSpan limit)
    {
        var target = await talk.AskAsync("Target.createTarget", new { url = "about:blank" });
        var attached = await talk.AskAsync("Target.attachToTarget", new { targetId = target.GetProperty("targetId").GetString(), flatten = true });
        var session = attached.GetProperty("sessionId").GetString();
        var evaluated = await talk.AskAsync("Runtime.evaluate", new { expression, returnByValue = true, timeout = limit.TotalMilliseconds }, session);
        if (evaluated.TryGetProperty("exceptionDetails", out var details))
            throw new BrowserScriptException(details.TryGetProperty("exception", out var thrown) && thrown.TryGetProperty("description", out var description)
                ? description.GetString()! : details.GetProperty("text").GetString()!, isStopped: false);
        return evaluated.GetProperty("result").TryGetProperty("value", out var value) ? value.Clone() : default;
    }

    /// <summary>Commands and their answers, one JSON text each with a zero byte behind it.</summary>
    private sealed class Conversation(Process shell) : IDisposable
    {
        private readonly Stream _commands = shell.StandardInput.BaseStream;
        private readonly Stream _answers = shell.StandardOutput.BaseStream;
        private readonly List<byte> _pending = [];
        private int _lastId;

        public async Task<JsonElement> AskAsync(string method, object parameters, string? session = null)
        {
            var id = ++_lastId;
            var command = new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters };
            if (session is not null)
                command["sessionId"] = session;
            await _commands.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(command), 0]);
            await _commands.FlushAsync();
            while (true)
            {
                var answer = JsonDocument.Parse(await ReadAsync()).RootElement;
                if (!answer.TryGetProperty("id", out var asked) || asked.GetInt32() != id)
                    continue;
                if (!answer.TryGetProperty("error", out var error))
                    return answer.GetProperty("result");
                throw new BrowserScriptException(error.GetProperty("message").GetString()!, isStopped: true);
            }
        }

        /// <summary>Both pipes close, and the browser goes.</summary>
        public void Dispose()
        {
            _commands.Dispose();
            _answers.Dispose();
        }

        private async Task<string> ReadAsync()
        {
            var buffer = new byte[64 * 1024];
            int end;
            while ((end = _pending.IndexOf(0)) < 0)
            {
                var byteCount = await _answers.ReadAsync(buffer);
                if (byteCount == 0)
                    throw new EndOfStreamException("It ended.");
                _pending.AddRange(buffer.AsSpan(0, byteCount));
            }

            var text = Encoding.UTF8.GetString([.. _pending[..end]]);
            _pending.RemoveRange(0, end + 1);
            return text;
        }
    }
}

/// <summary>A script threw, or was stopped.</summary>
internal sealed class BrowserScriptException(string message, bool isStopped) : Exception(message)
{
    /// <summary>Whether the browser stopped it, because it took too long.</summary>
    public bool IsStopped { get; } = isStopped;
}
